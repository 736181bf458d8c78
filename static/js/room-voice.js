/* For those who listen: what comes within a moment is read out together, a burst as a number. */
import { paragraphs } from "./room-message.js";

const MOMENT = 700;
const MOST = 3;
const heard = [];

export function announce(words) {
  heard.push(words);
  if (heard.length > 1) return; // the moment has begun, and does not grow longer however much is said
  setTimeout(() => {
    const lines = heard.length > MOST ? [`${heard.length} new messages`] : heard;
    document.querySelector("[data-announcer]").replaceChildren(...lines.flatMap(paragraphs));
    heard.length = 0;
  }, MOMENT);
}
