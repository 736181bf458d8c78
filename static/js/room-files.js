/* Pictures and documents in the composer, and on their way. They cannot go through the socket, and no browser keeps them
   over a new loading of the page: until they are sent they live here. */
const PERCENT = 100;
const TOO_BIG_TOGETHER = 413;

export class Files {
  constructor(form) {
    this.box = form.querySelector("[data-files-box]");
    this.rows = [...form.querySelectorAll("[data-file-row]")];
    this.held = new Map(); // by the message's own id
    this.box.addEventListener("change", () => this.showRows());
    this.showRows();
  }

  /* One row at first, and one more when it is used. */
  showRows() {
    this.rows.forEach((row, place) => { row.hidden = place > 0 && !this.fileIn(this.rows[place - 1]) && !this.fileIn(row); });
  }

  fileIn(row) {
    return row.querySelector("[type=file]").files[0];
  }

  get chosen() {
    return this.rows.filter((row) => this.fileIn(row));
  }

  /* The rows whose file is bigger than one may be. */
  tooBig() {
    return this.chosen.filter((row) => this.fileIn(row).size > Number(this.box.dataset.mostBytes));
  }

  /* Say at the box of a file that it is too big: a browser would send all of it to be told so. */
  refuse() {
    const [row] = this.tooBig();
    const input = row.querySelector("[type=file]");
    input.setCustomValidity(this.box.dataset.tooBig);
    input.reportValidity();
    input.addEventListener("change", () => input.setCustomValidity(""), { once: true });
  }

  /* Take what is chosen out of the boxes and keep it for a message; return what the files are called. */
  take(id) {
    const fields = this.chosen.flatMap((row) => [...row.querySelectorAll("input")]).map((input) => [input.name, input.files?.[0] || input.value]);
    if (fields.length) this.held.set(id, fields);
    this.rows.flatMap((row) => [...row.querySelectorAll("input")]).forEach((input) => { input.value = ""; });
    this.box.open = false;
    this.showRows();
    return fields.filter(([, value]) => value instanceof File).map(([, { name }]) => name);
  }

  has(id) {
    return this.held.has(id);
  }

  forget(id) {
    this.held.delete(id);
  }

  /* Put them into what a request sends. */
  addTo(fields, id) {
    this.held.get(id).forEach(([name, value]) => fields.set(name, value));
  }
}

/* Send fields with files, saying how far it is; the answer is like that of fetch. */
export function upload(address, fields, say) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => say(Math.round((PERCENT * loaded) / total)));
    request.addEventListener("load", () => done(answerOf(request, address)));
    request.addEventListener("error", fail);
    request.send(fields);
  });
}

function answerOf(request, address) {
  if (request.status === TOO_BIG_TOGETHER) return Response.json({ t: "nack", words: "These files are too big together. Send fewer at a time" });
  const { status, responseURL, responseText } = request;
  const headers = new Headers({ "Content-Type": request.getResponseHeader("Content-Type") || "" });
  return { status, headers, redirected: responseURL !== address, json: () => JSON.parse(responseText) };
}
