/* The line between an open room and the server: a socket, and where sockets are blocked, waiting requests.
   It connects again by itself, and tells its owner: live, events, ack, nack, resync, state. */
const ENDS = { 4001: "signed-out", 4003: "left", 4004: "closed", 4009: "stale" };
const FIRST_DELAY = 300;
const LONGEST_DELAY = 30000;
const TOO_FAST_DELAY = 10000;
const PING_EVERY = 25000;
const PONG_WITHIN = 10000;
const HANDSHAKE_WITHIN = 10000;
const TRIES = 3;
const TRY_SOCKET_AGAIN = 120000;
const json = { Accept: "application/json" };

export class Link {
  constructor({ socket, events, post, last, tell }) {
    Object.assign(this, { socketAddress: socket, eventsAddress: events, postAddress: post, last, tell });
    this.tries = 0;
    this.failed = 0;
    this.ended = "";
    window.addEventListener("online", () => this.now());
    window.addEventListener("offline", () => this.offline());
    window.addEventListener("pagehide", () => this.hangUp());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.now(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ping(); });
  }

  get isLive() {
    return this.joined && this.socket?.readyState === WebSocket.OPEN;
  }

  now() {
    this.tries = 0;
    this.failed = 0;
    this.connect();
  }

  offline() {
    this.hangUp();
    this.tell.state("offline");
  }

  hangUp() {
    clearTimeout(this.timer);
    this.polling?.abort();
    this.polling = null;
    const socket = this.socket;
    this.socket = null;
    this.joined = false;
    clearInterval(this.pinging);
    clearTimeout(this.waiting);
    socket?.close();
  }

  end(why) {
    this.ended = why;
    this.hangUp();
    this.tell.state(why);
  }

  connect() {
    if (this.ended) return;
    if (navigator.onLine === false) { this.offline(); return; }
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    old?.close();
    const socket = new WebSocket(this.socketAddress);
    this.socket = socket;
    this.joined = false;
    this.code = 0;
    this.waiting = setTimeout(() => socket.close(), HANDSHAKE_WITHIN);
    socket.addEventListener("open", () => this.send({ t: "hello", v: 1, last: this.last() }));
    socket.addEventListener("message", (event) => { if (socket === this.socket) this.take(JSON.parse(event.data)); });
    socket.addEventListener("close", (event) => { if (socket === this.socket) this.lost(event.code); });
  }

  lost(code) {
    const joined = this.joined;
    this.socket = null;
    this.joined = false;
    clearInterval(this.pinging);
    clearTimeout(this.waiting);
    if (ENDS[this.code || code]) { this.end(ENDS[this.code || code]); return; }
    this.failed = joined ? 0 : this.failed + 1;
    if (this.failed >= TRIES && !this.polling) this.poll();
    if (this.polling) { this.timer = setTimeout(() => this.connect(), TRY_SOCKET_AGAIN); return; }
    this.tell.state(navigator.onLine === false ? "offline" : "reconnecting");
    this.later(this.code === 4029 ? TOO_FAST_DELAY : 0);
  }

  later(least = 0) {
    const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.tries++);
    this.timer = setTimeout(() => this.connect(), least + FIRST_DELAY / 2 + Math.random() * most);
  }

  take(frame) {
    if (frame.t === "joined") {
      this.joined = true;
      this.tries = 0;
      this.failed = 0;
      clearTimeout(this.waiting);
      this.polling?.abort();
      this.polling = null;
      clearInterval(this.pinging);
      this.pinging = setInterval(() => this.ping(), PING_EVERY);
      this.tell.state("live");
      this.tell.live();
    } else if (frame.t === "ev") this.tell.events([frame]);
    else if (frame.t === "ack") this.tell.ack(frame);
    else if (frame.t === "nack") this.tell.nack(frame);
    else if (frame.t === "resync") this.tell.resync(frame.head);
    else if (frame.t === "bye") this.code = frame.code;
    else if (frame.t === "pong") {
      clearTimeout(this.waiting);
      if (frame.head > this.last()) this.fetch();
    }
  }

  send(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  ping() {
    if (!this.isLive) { if (!this.socket && !this.polling && !this.ended) this.now(); return; }
    this.send({ t: "ping", head: this.last() });
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.socket?.close(), PONG_WITHIN);
  }

  fetch() {
    this.send({ t: "fetch", after: this.last() });
  }

  /* Without a socket: one request after another that the server answers when there is something. */
  async poll() {
    const polling = new AbortController();
    this.polling = polling;
    this.tell.state("slow");
    this.tell.live();
    while (this.polling === polling) {
      try {
        const answer = await fetch(`${this.eventsAddress}?after=${this.last()}&wait=25`, { headers: json, signal: polling.signal });
        if (this.refused(answer)) return;
        const { events } = await answer.json();
        this.tell.events(events);
        this.tries = 0;
        this.tell.state("slow");
      } catch {
        if (this.polling !== polling) return;
        this.tell.state("reconnecting");
        await new Promise((done) => { setTimeout(done, Math.random() * Math.min(LONGEST_DELAY, 1000 * 2 ** this.tries++)); });
      }
    }
  }

  /* A request of ours was sent to the sign-in page, or there is no such room for us any more. */
  refused(answer) {
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.status === 404) this.end("left");
    else if (answer.redirected) this.end("signed-out");
    else if (answer.status === 403) this.end("stale");
    else if (!isJson) throw new Error("no answer");
    else return false;
    return true;
  }

  /* Send one message the slow way; tells ack or nack like the socket, and nothing when there is no connection. */
  async post(form) {
    try {
      const answer = await fetch(this.postAddress, { method: "POST", body: form, headers: json });
      if (this.refused(answer)) return;
      const frame = await answer.json();
      if (frame.t === "ack") this.tell.ack(frame);
      else this.tell.nack({ ...frame, client_id: form.get("client_id") });
    } catch {
      this.tell.state(navigator.onLine === false ? "offline" : "reconnecting");
    }
  }

  tellRead(address, form) {
    if (this.polling) fetch(address, { method: "POST", body: form, redirect: "manual" }).catch(() => {});
  }
}
