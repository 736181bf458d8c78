/* The line between an open room and the server: a socket, and where sockets are blocked, requests that wait.
   It connects again by itself, and tells its owner: state, live, closed, events, ack,
   nack, resync. To a room that was closed it comes back too: to hear what is taken back, and when it is open again. */
const ENDS = { 4001: "signed-out", 4003: "left", 4009: "stale" };
const SIGNED_OUT = 4001;
const CLOSED = 4004;
const TOO_FAST = 4029;
const FIRST_DELAY = 300;
const SHORT_DELAY = 1000;
const LONGEST_DELAY = 30000;
const TOO_FAST_DELAY = 10000;
const CLOSED_DELAY = 3000; // everybody in the room is sent away at the same moment
const PING_EVERY = 25000;
const ANSWER_WITHIN = 10000;
const TRIES = 3;
const LONGEST_WAIT = 25;
const TRY_SOCKET_AGAIN = 120000;
const headers = { Accept: "application/json" };

export class Link {
  constructor({ socket, events, reading, last, tell }) {
    const live = new URL(socket, window.location.href);
    live.protocol = live.protocol.replace("http", "ws");
    Object.assign(this, { addresses: { socket: live.href, events, reading }, last, tell, tries: 0, failed: 0, ended: "" });
    window.addEventListener("online", () => this.connectNow());
    window.addEventListener("offline", () => this.hangUp("offline"));
    window.addEventListener("pagehide", () => this.hangUp());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.connectNow(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.lookUp(); });
  }

  connectNow() {
    this.tries = 0;
    this.failed = 0;
    this.connect();
  }

  connect() {
    if (this.ended) return;
    if (navigator.onLine === false) { this.hangUp("offline"); return; }
    this.drop();
    const socket = new WebSocket(this.addresses.socket);
    Object.assign(this, { socket, code: 0 });
    this.awaiting = setTimeout(() => this.lost(0), ANSWER_WITHIN);
    socket.addEventListener("open", () => this.send({ t: "hello", v: 1, last: this.last() }));
    socket.addEventListener("message", ({ data }) => { if (socket === this.socket) this.take(JSON.parse(data)); });
    socket.addEventListener("close", ({ code }) => { if (socket === this.socket) this.lost(this.code || code); });
  }

  /* Forget the socket, and whatever waits for it. */
  drop() {
    [this.timer, this.awaiting].forEach(clearTimeout);
    clearInterval(this.pinging);
    const { socket } = this;
    Object.assign(this, { socket: null, joined: false });
    socket?.close();
  }

  stopPolling() {
    this.polling?.abort();
    this.polling = null;
  }

  hangUp(state) {
    this.drop();
    this.stopPolling();
    if (state) this.tell.state(state);
  }

  end(why) {
    this.ended = why;
    this.hangUp(why);
  }

  lost(code) {
    this.failed = this.joined ? 0 : this.failed + 1;
    this.drop();
    // Signed out: or only signed in anew, in another tab of this browser, with a new cookie. The next try knows.
    const isOldCookie = code === SIGNED_OUT && this.wasJoined;
    this.wasJoined = false;
    if (ENDS[code] && !isOldCookie) { this.end(ENDS[code]); return; }
    if (code === CLOSED) this.tell.closed();
    if (this.failed >= TRIES && !this.polling) this.poll();
    else if (this.polling && !this.goneAt) this.tell.state("slow");
    else this.tell.state(navigator.onLine === false ? "offline" : "reconnecting");
    this.timer = setTimeout(() => this.connect(), this.polling ? TRY_SOCKET_AGAIN : this.delay() + this.rest(code));
  }

  /* How long the server wants to be left alone first. */
  rest(code) {
    if (code === CLOSED) return Math.random() * CLOSED_DELAY;
    return code === TOO_FAST ? TOO_FAST_DELAY : 0;
  }

  /* Full jitter: everybody who was cut off together does not come back together. Never much longer than a tenth of
     how long the line has been gone: after a short break, nobody waits long. */
  delay() {
    this.goneAt ??= Date.now();
    const longest = Math.min(LONGEST_DELAY, Math.max(SHORT_DELAY, (Date.now() - this.goneAt) / 10));
    return FIRST_DELAY / 2 + Math.random() * Math.min(longest, FIRST_DELAY * 2 ** this.tries++);
  }

  take(frame) {
    if (frame.t === "joined") this.begin();
    else if (frame.t === "ev") this.tell.events([frame]);
    else if (frame.t === "ack") this.tell.ack(frame);
    else if (frame.t === "nack") this.tell.nack(frame);
    else if (frame.t === "resync") this.tell.resync(frame.head);
    else if (frame.t === "bye") this.code = frame.code;
    else if (frame.t === "pres") this.tell.here(frame);
    else if (frame.t === "typ") this.tell.typing(frame.person);
    else if (frame.t === "pong") {
      clearTimeout(this.awaiting);
      if (frame.head > this.last()) this.fetch();
    }
  }

  begin() {
    clearTimeout(this.awaiting);
    this.stopPolling();
    Object.assign(this, { joined: true, wasJoined: true, tries: 0, failed: 0, goneAt: null });
    this.pinging = setInterval(() => this.ping(), PING_EVERY);
    this.tell.state("live");
    this.tell.live();
  }

  send(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  fetch() {
    this.send({ t: "fetch", after: this.last() });
  }

  ping() {
    clearTimeout(this.awaiting);
    if (this.send({ t: "ping", head: this.last() })) this.awaiting = setTimeout(() => this.lost(0), ANSWER_WITHIN);
  }

  /* The person is back at this page: is the line still there? */
  lookUp() {
    if (this.joined) this.ping();
    else if (!this.socket && !this.polling) this.connectNow();
  }

  /* Without a socket: one request after another, which the server answers when there is something. */
  async poll() {
    const polling = new AbortController();
    this.polling = polling;
    this.tell.live();
    let wait = 0; // is the server there at all?
    while (this.polling === polling) {
      try {
        const answer = await fetch(`${this.addresses.events}?after=${this.last()}&wait=${wait}`, { headers, signal: polling.signal });
        if (this.isRefused(answer)) return;
        const { events, head, resync } = await answer.json();
        if (resync) await this.anew(head);
        else this.tell.events(events);
        if (this.polling !== polling) return; // a socket came through meanwhile
        if (this.goneAt) this.connectSoon();
        else this.tell.state("slow");
        if (this.owes) this.tell.live();
        this.owes = false;
        const rest = answer.status === 429 ? Number(answer.headers.get("Retry-After")) : 0;
        wait = rest ? 0 : LONGEST_WAIT; // too many wait there: ask again later, without waiting
        if (rest) await new Promise((done) => { setTimeout(done, rest * 1000); });
      } catch {
        if (this.polling !== polling) return;
        this.tell.state("reconnecting");
        wait = 0;
        await new Promise((done) => { setTimeout(done, this.delay()); });
      }
    }
  }

  /* The server was gone, and answers again: it may be that sockets come through now. */
  connectSoon() {
    Object.assign(this, { tries: 0, goneAt: null });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), Math.random() * SHORT_DELAY);
  }

  /* Have the page taken anew, and stumble if it was not: else the next request would ask for the same at once. */
  async anew(head) {
    const before = this.last();
    await this.tell.resync(head);
    if (this.last() === before) throw new Error("not taken anew");
  }

  /* Not an answer from the room: it is no longer ours, or this page has been open too long. */
  isRefused(answer) {
    if (answer.redirected || answer.status === 401) this.end("signed-out");
    else if (answer.status === 404) this.end("left");
    else if (answer.status === 403) this.end("stale");
    else if ((answer.headers.get("Content-Type") || "").includes("json")) return false;
    else throw new Error(`no answer: ${answer.status}`);
    return true;
  }

  /* Send one message by a request, made as fetch or otherwise; tells ack or nack like the socket.
     Returns whether there was an answer; where not, the next request that gets through has all that waits sent again. */
  async post(address, fields, ask = () => fetch(address, { method: "POST", body: fields, headers })) {
    try {
      const answer = await ask();
      if (this.isRefused(answer)) return true;
      const frame = await answer.json();
      if (frame.t === "ack") this.tell.ack(frame);
      else this.tell.nack({ ...frame, client_id: fields.get("client_id") });
      return true;
    } catch {
      this.owes = true;
      if (!this.joined) this.tell.state(navigator.onLine === false ? "offline" : "reconnecting");
      return false;
    }
  }

  noteRead(count, fields) {
    if (this.send({ t: "read", count }) || !this.polling) return;
    fetch(this.addresses.reading, { method: "POST", body: fields, redirect: "manual" }).catch(() => {});
  }
}
