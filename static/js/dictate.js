/* Offers dictation beside the boxes of a form marked data-dictate, where the browser's own recogniser works on this device
   and says so. Everywhere else nothing more is loaded and nothing is shown: no sound goes to anybody's machines. */
const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;

async function languageHere() {
  if (!Recogniser?.available || !("processLocally" in Recogniser.prototype)) return "";
  for (const lang of new Set([...navigator.languages, document.documentElement.lang])) {
    if ((await Recogniser.available({ langs: [lang], processLocally: true })) === "available") return lang;
  }
  return "";
}

const forms = document.querySelectorAll("form[data-dictate]");
const lang = forms.length ? await languageHere().catch(() => "") : "";
if (lang) {
  const { offer } = await import("./dictation.js");
  for (const form of forms) offer(form, Recogniser, lang);
}
