// Shows on this device that there is something new: asks for permission only after a tap, then sends the plain form.

const form = document.querySelector("form[data-push]");
const canPush = form?.dataset.push && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

if (canPush && Notification.permission !== "denied") {
  form.hidden = false;
  document.querySelector("[data-no-push]")?.remove();
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return; // filled in: let it go
    event.preventDefault();
    const said = form.querySelector("[data-said]");
    if ((await Notification.requestPermission()) !== "granted") {
      said.textContent = "Your browser said no. You can allow it in the browser’s own settings.";
      return;
    }
    try {
      const worker = await navigator.serviceWorker.register(form.dataset.worker);
      await navigator.serviceWorker.ready;
      const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) };
      const held = await worker.pushManager.getSubscription();
      // A browser that listens to a key we no longer have takes no new one until it has let go of that.
      if (held && !same(held.options.applicationServerKey, options.applicationServerKey)) await held.unsubscribe();
      const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      form.elements.p256dh.value = keys.p256dh;
      form.elements.auth.value = keys.auth;
      form.submit();
    } catch {
      said.textContent = "It did not work on this device. Mail still comes.";
    }
  });
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function same(one, other) {
  return one && String(new Uint8Array(one)) === String(other);
}
