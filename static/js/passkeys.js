/* Passkeys: a form marked data-passkey="create" or "get" is hidden until this browser is known to have them. Pressing its
   button asks the browser, puts what it answers into the form, and sends it. Without scripts, or in a browser without
   passkeys, the page shows what to use instead. */
const CANCELLED = "Nothing was done. You can try again, or use another way.";
const HELD = "This device has a passkey for You Design already.";
const AWAY = "We could not ask for the passkey. Check your connection, then try again.";

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (listed = []) => listed.map((each) => ({ ...each, id: toBytes(each.id) }));

async function question(form) {
  if (!form.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
  const answer = await fetch(form.dataset.options, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return (await answer.json()).request_options.publicKey;
}

async function create(asked) {
  const publicKey = { ...asked, challenge: toBytes(asked.challenge), user: { ...asked.user, id: toBytes(asked.user.id) }, excludeCredentials: withBytes(asked.excludeCredentials) };
  return navigator.credentials.create({ publicKey });
}

async function get(asked) {
  return navigator.credentials.get({ publicKey: { ...asked, challenge: toBytes(asked.challenge), allowCredentials: withBytes(asked.allowCredentials) } });
}

function written(passkey) {
  const { response } = passkey;
  const parts = { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject, authenticatorData: response.authenticatorData, signature: response.signature, userHandle: response.userHandle };
  const texts = Object.entries(parts).filter(([, part]) => part instanceof ArrayBuffer).map(([name, part]) => [name, toText(part)]);
  return JSON.stringify({ id: passkey.id, rawId: toText(passkey.rawId), type: passkey.type, response: Object.fromEntries(texts), clientExtensionResults: passkey.getClientExtensionResults() });
}

function say(form, words) {
  const line = form.querySelector("[data-passkey-said]");
  line.textContent = words;
  line.hidden = !words;
}

async function ask(form) {
  let asked;
  say(form, "");
  try {
    asked = await question(form);
  } catch {
    say(form, AWAY);
    return;
  }
  try {
    form.elements.credential.value = written(await (form.dataset.passkey === "create" ? create : get)(asked));
  } catch (error) {
    say(form, error.name === "InvalidStateError" ? HELD : CANCELLED);
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
  for (const instead of document.querySelectorAll("[data-passkey-instead]")) instead.hidden = true;
}
