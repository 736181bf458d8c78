/* What is typed, ticked and chosen in a form, by the names of its boxes: nothing hidden, no files, passwords or codes. */
const NOT_KEPT = new Set(["hidden", "file", "password", "submit", "button", "image", "reset"]);

export const boxesOf = (form) => [...form.elements].filter((box) => box.name && !NOT_KEPT.has(box.type) && box.autocomplete !== "one-time-code");
export const isText = (box) => box.tagName === "TEXTAREA" || (box.tagName === "INPUT" && !isTick(box));
export const isSame = (one, other) => JSON.stringify(one || []) === JSON.stringify(other || []);

function isTick(box) {
  return ["checkbox", "radio"].includes(box.type);
}

function chosen(box, isFirst) {
  const options = [...box.options].filter((option) => (isFirst ? option.defaultSelected : option.selected));
  return options.length || box.multiple ? options : [...box.options].slice(0, 1); // a browser chooses the first by itself
}

function said(box, isFirst) {
  if (isTick(box)) return (isFirst ? box.defaultChecked : box.checked) ? [box.value] : [];
  if (box.tagName === "SELECT") return chosen(box, isFirst).map((option) => option.value);
  return [isFirst ? box.defaultValue : box.value];
}

function all(form, isFirst) {
  const values = Object.create(null);
  for (const box of boxesOf(form)) (values[box.name] ||= []).push(...said(box, isFirst));
  return values;
}

export const valuesOf = (form) => all(form, false);
export const firstOf = (form) => all(form, true); // as the page came from the server

export function changedIn(form) {
  const first = firstOf(form);
  return Object.fromEntries(Object.entries(valuesOf(form)).filter(([name, value]) => !isSame(value, first[name])));
}

export function fill(form, values) {
  for (const box of boxesOf(form)) {
    const value = values[box.name];
    if (!value) continue;
    if (isTick(box)) box.checked = value.includes(box.value);
    else if (box.multiple) for (const option of box.options) option.selected = value.includes(option.value);
    else if (value.length) box.value = value[0];
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function toWords(values) {
  return new URLSearchParams(Object.entries(values).flatMap(([name, value]) => value.map((one) => [name, one]))).toString();
}

export function fromWords(form, words) {
  const params = new URLSearchParams(words);
  const names = [...new Set(boxesOf(form).map((box) => box.name))];
  return Object.fromEntries(names.map((name) => [name, params.getAll(name).map((one) => one.replaceAll("\r\n", "\n"))]));
}
