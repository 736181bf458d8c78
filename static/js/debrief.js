/* A debrief that goes on. Every press works without this; here it goes without loading the page again, the step is
   shown as soon as the room hears of it, and the time counts down in whole minutes. Nothing here moves the focus. */
import { copyOne } from "./room-message.js";
import { pageAt, takeParts } from "./room-parts.js";

const LED_EVERY = 20000;
const LOOK_EVERY = 30000;
const TIME_EVERY = 5000;
const me = Number(document.body.dataset.person);
const said = document.querySelector("[data-moved]");
let before = { moves: Number(document.querySelector("[data-debrief]").dataset.moves) };

/* Take the server's own words; where there is no debrief any more, say so and leave what is on the page. */
function take(page) {
  const notice = page.querySelector(".notice");
  if (!page.querySelector("[data-debrief]")) {
    if (page.querySelector("[data-closed-debrief]")) over(page);
    else sayIn(copyOne("signed-out"));
    return;
  }
  takeParts(page);
  if (notice) say(notice.textContent.trim(), true);
  showTime();
}

/* Whoever leads hears of a hand that has gone up. */
let hands = document.querySelector("[data-hands]")?.textContent;
function sayHands() {
  const now = document.querySelector("[data-hands]")?.textContent;
  if (now && now !== hands) say(now);
  hands = now;
}
document.addEventListener("part:new", sayHands);

/* Say it with the way back in, once: somebody may stand on that link. */
function sayIn(notice) {
  if (said.firstElementChild) return;
  said.replaceChildren(notice);
  said.classList.remove("govuk-visually-hidden");
}

/* Say something to those who listen; what only a press has led to is seen too. */
function say(words, isSeen = false) {
  said.textContent = words;
  said.classList.toggle("govuk-visually-hidden", !isSeen);
}

function over(page) {
  const prompt = document.querySelector("[data-part=debrief-prompt]");
  if (prompt.querySelector("[data-is-over]")) return;
  prompt.replaceChildren(page.querySelector("[data-closed-debrief]"));
  for (const part of ["steps", "gone", "join", "lead"]) document.querySelector(`[data-part=debrief-${part}]`).replaceChildren();
  say(`${prompt.querySelector("h1").textContent}.`);
}

function look() {
  pageAt(window.location.pathname).then(take).catch(() => {}); // else the next event brings it
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-act]") || !event.submitter) return;
  event.preventDefault();
  try {
    take(await pageAt(form.action, { method: "POST", body: new FormData(form, event.submitter) }));
  } catch {
    say("That did not get through. Try again in a moment.", true);
  }
}, true);

/* What the room has heard: the step at once, all else from the server's own page. */
document.addEventListener("room:act", ({ detail: { facts } }) => {
  if (facts.step === undefined) { look(); return; }
  const steps = [...document.querySelectorAll("[data-steps] li")];
  if (facts.moves !== before.moves && steps[facts.step]) showStep(steps, facts);
  const news = [
    [steps[facts.step] && `Step ${facts.step + 1} of ${steps.length}: ${steps[facts.step]?.dataset.name}.`, facts.moves !== before.moves],
    ["You have the floor.", facts.floor === me && before.floor !== me],
    ["A minute for everybody.", facts.minute !== null && !before.minute],
    ["We go on.", facts.minute === null && before.minute],
    ["What we wrote is shown.", facts.is_shown && before.is_shown === false],
    ["You are asked to lead.", facts.offered === me && before.offered !== me],
    ["You lead now.", facts.facilitator === me && before.facilitator !== undefined && before.facilitator !== me],
  ];
  const heard = news.filter(([words, isNew]) => words && isNew).map(([words]) => words);
  if (heard.length) say(heard.join(" "));
  before = facts;
});

function showStep(steps, { step, ends_at }) {
  const { name, prompt, note } = steps[step].dataset;
  steps.forEach((item, at) => {
    item.classList.toggle("done", at < step);
    item.classList.toggle("now", at === step);
    if (at === step) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
  const words = { "h2[data-prompt]": prompt, "p[data-note]": note, "[data-where]": `Step ${step + 1} of ${steps.length}: ${name}.` };
  for (const [place, text] of Object.entries(words)) {
    const there = document.querySelector(place);
    if (there) there.textContent = text;
  }
  const time = document.querySelector("[data-time]");
  if (time) time.dataset.ends = ends_at;
  document.title = `Step ${step + 1} of ${steps.length}: ${name} - You Design`;
  showTime();
}

/* The same words as the server's. */
function showTime() {
  const time = document.querySelector("[data-time]");
  if (!time?.dataset.ends) return;
  const left = (new Date(time.dataset.ends) - Date.now()) / 1000;
  const minutes = Math.round(left / 60);
  const few = left > 0 ? "Less than a minute" : "The time is up";
  time.textContent = minutes < 1 ? few : `About ${minutes} minute${minutes === 1 ? "" : "s"}`;
}

function sayLed() {
  const led = document.querySelector("[data-led]");
  if (led) fetch(led.action, { method: "POST", body: new FormData(led) }).catch(() => {});
}

setInterval(showTime, TIME_EVERY);
setInterval(sayLed, LED_EVERY);
setInterval(look, LOOK_EVERY); // whoever leads may be gone, and nothing would say so
document.addEventListener("visibilitychange", () => { if (!document.hidden) sayLed(); }); // back from the call beside this page
sayLed();
