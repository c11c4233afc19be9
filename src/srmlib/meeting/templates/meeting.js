"use strict";
// The meeting's page: it shows screens, and hands over what is written down. In a notebook the kernel
// takes it; without one it is kept here until it is saved as a file.
const one = (what, within = document) => within.querySelector(what);
const all = (what, within = document) => [...within.querySelectorAll(what)];
const LIVE = document.body.dataset.live === "yes";
const ABOUT = JSON.parse(document.body.dataset.about);
const PAGE = String(Math.random()).slice(2);
const SECONDS_TO_ANSWER = 8;
const screens = all(".screen"), links = all(".strip a"), spent = links.map(() => 0);
const waiting = new Map();
let now = 0, ticked = Date.now(), number = 0, isSaved = true;

// --- Screens

function show(place, isFocused) {
  now = Math.max(0, Math.min(screens.length - 1, place));
  screens.forEach((screen, n) => screen.classList.toggle("on", n === now));
  links.forEach((link, n) => {
    link.classList.toggle("past", n < now);
    n === now ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current");
  });
  tick();
  const head = all("h1", screens[now]).find(found => found.offsetParent);
  if (isFocused && head) head.focus({preventScroll: true});
}

function tick() {
  const moment = Date.now();
  spent[now] += (moment - ticked) / 1000;
  ticked = moment;
  const {minutes, starts} = links[now].dataset;
  const left = Math.round(minutes * 60 - spent[now]), size = Math.abs(left);
  one(".clock").classList.toggle("over", left < 0);
  one("[data-clock]").textContent =
    (left < 0 ? "+" : "") + Math.floor(size / 60) + ":" + String(size % 60).padStart(2, "0");
  one("[data-clock-words]").textContent =
    (left < 0 ? "over" : "left") + " for this item\n" + (75 - starts) + " of 75 min remain";
}

function nextView() {
  const views = all(".view", screens[now]);
  const open = views.findIndex(view => view.classList.contains("on"));
  if (views.length < 2) return;
  views.forEach((view, n) => view.classList.toggle("on", n === (open + 1) % views.length));
  nameNextView(screens[now]);
}

function nameNextView(screen) {
  const button = one("[data-next-view]", screen), view = one(".view.on", screen);
  if (button && view && view.dataset.step) button.firstChild.textContent = view.dataset.step + " ";
}

function reveal() {
  const button = one("[data-do=reveal]", screens[now]);
  if (button && button.tagName === "BUTTON") button.click();
  else if (!button) nextView();
}

// --- What is written down

// Each thing that is written down is itself, whatever it says: it is entered once.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

function write(what, given, said) {
  const at = new Date().toISOString();
  const kept = {id: newId(), number: ++number, at, do: what, with: given, said};
  if (!LIVE && what === "undo") takeBack();
  else waiting.set(kept.number, kept);
  isSaved = false;
  if (LIVE) handOver();
  else keep();
}

function handOver() {
  parent.postMessage({srm: "captures", page: PAGE, captures: [...waiting.values()]}, "*");
  const asked = number;
  // A report takes its time.
  if (waiting.get(asked).do !== "report") setTimeout(() => {
    if (![...waiting.keys()].some(key => key <= asked)) return;
    tell("Not saved yet: the kernel does not answer. What is written down is kept here.", true);
    one("[data-save]").hidden = false;
  }, SECONDS_TO_ANSWER * 1000);
}

function takeBack() {
  const last = [...waiting.keys()].pop();
  if (last) waiting.delete(last);
}

function keep() {
  tell(waiting.size + " kept in this page: save them as a file before it is closed.");
  one("[data-save]").hidden = !waiting.size;
  const list = one("[data-screen=panel]");
  all("[data-kept]", list).forEach(line => line.remove());
  waiting.forEach(kept => {
    const line = document.createElement("li");
    line.dataset.kept = kept.number;
    line.textContent = kept.do === "action" ? kept.with.what : kept.said;
    const holes = [["who", "owner"], ["due", "date"], ["measure", "measure"]];
    const missing = kept.do === "action" ? holes.filter(([key]) => !kept.with[key]) : [];
    missing.forEach(([, word]) => {
      const hole = document.createElement("span");
      hole.className = "hole";
      hole.textContent = word + " missing";
      line.append(" ", hole);
    });
    if (missing.length) {
      const fill = document.createElement("button");
      fill.className = "link";
      fill.textContent = "fill in";
      fill.dataset.fill = JSON.stringify({...kept.with, kept: kept.number});
      line.append(" ", fill);
    }
    list.prepend(line);
  });
}

// What the page was asked, in the words that stood there. A number is what a topic is worth to one
// firm: it is said nowhere before the other firm has said its own.
function saidBy(button, form = document.createElement("form")) {
  const head = all("h1", screens[now]).find(found => found.offsetParent);
  const of = one("[data-about]", form) || head;
  const typed = fields(form).filter(field => field.type !== "number").map(field => field.value);
  return [of && of.textContent, button && button.textContent.trim(), ...typed].filter(Boolean).join("; ");
}

const words = given => Object.values(given).filter(Boolean).join(", ");

// What enters something: sealed ratings stay in their own files, and what was taken back at once was
// never said.
function entering() {
  const found = [];
  for (const kept of waiting.values()) {
    const last = found.length ? found[found.length - 1] : null;
    if (kept.do === "undo" && last && last.do !== "undo") found.pop();
    else if (!["reveal", "close", "report"].includes(kept.do)) found.push(kept);
  }
  return found;
}

function save() {
  const captures = entering().map(({said, ...kept}) => kept);
  const file = {schema: "srm-captures", schema_version: 2, ...ABOUT, captures};
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], {type: "application/json"}));
  link.download = ABOUT.file;
  link.click();
  isSaved = true;
  tell("Saved as " + ABOUT.file + ". It is entered by: " + ABOUT.enters);
}

function tell(said, isFault) {
  const place = one("[data-said]");
  place.textContent = said;
  place.classList.toggle("fault", !!isFault);
}

// --- What the kernel answers

addEventListener("message", event => {
  const answer = event.data;
  if (!LIVE || event.source !== parent || !answer || answer.page !== PAGE) return;
  [...waiting.keys()].filter(key => key <= answer.taken).forEach(key => waiting.delete(key));
  if (!waiting.size) isSaved = true;
  one("[data-save]").hidden = !waiting.size;
  if (answer.said) tell(answer.said, answer.is_fault);
  if (answer.did === "close" && !answer.is_fault) {
    tell(answer.said + "\nThe report’s next version is being made.");
    write("report", {});
  }
  Object.entries(answer.screens || {}).forEach(([key, html]) => redraw(key, html));
});

function redraw(key, html) {
  // What is being typed, and which view is open, outlive the new screen.
  const screen = all("[data-screen]").find(found => found.dataset.screen === key);
  const open = all(".view", screen).findIndex(view => view.classList.contains("on"));
  const typed = fields(screen).map(field => field.value);
  const focused = fields(screen).indexOf(document.activeElement);
  const wasSealed = !!one(".sealed", screen);
  screen.innerHTML = html;
  const views = all(".view", screen);
  if (open >= 0 && open < views.length && !wasSealed)
    views.forEach((view, n) => view.classList.toggle("on", n === open));
  if (typed.length === fields(screen).length)
    fields(screen).forEach((field, n) => { field.value = typed[n]; });
  if (focused >= 0 && fields(screen)[focused]) fields(screen)[focused].focus();
  nameNextView(screen);
}

const fields = within => all("textarea, input:not([type=hidden]):not([type=file]), select", within);

// --- Hands and keys

async function submitted(form, by) {
  const as = by && by.dataset.as, given = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") given[name] = value;
  if (by && by.name) given[by.name] = by.value;
  const lacks = (by && by.dataset.needs || "").split(" ").find(name => name && !given[name]);
  if (lacks) {
    const field = one("[name=" + lacks + "]", form);
    tell({due: "Say the day.", what: "Say what."}[lacks] || "Say why, in a few words.", true);
    return field.focus();
  }
  const files = all("input[type=file]", form).flatMap(field => [...field.files]);
  for (const [n, file] of files.entries()) given["file" + (n + 1)] = await file.text();
  const what = as || form.dataset.do;
  if (form.dataset.kept) {
    waiting.get(+form.dataset.kept).with = given;
    keep();
  } else if (words(given)) write(what, given, saidBy(by, form));
  if (!LIVE && by && by.hasAttribute("aria-pressed")) press(by);
  form.reset();
  reset(form);
  if (form.dataset.drawer) form.hidden = true;
}

function reset(form) {
  if (form.id !== "write") return;
  form.dataset.do = "action";
  delete form.dataset.kept;
  one("[name=action]", form).value = "";
  one("[name=due]", form).disabled = false;
}

function fill(known) {
  const form = one("#write");
  form.reset();
  if (known.kept) form.dataset.kept = known.kept;
  else form.dataset.do = "fill";
  ["action", "what", "who", "who2", "due", "measure"].forEach(name => {
    one("[name=" + name + "]", form).value = known[name] || "";
  });
  one("[name=due]", form).disabled = !!known.due && !known.kept;
  tell("Filling in: saving adds an entry, the one before stays on record.");
  (fields(form).find(field => !field.value && field.name !== "who2") || one("#what")).focus();
}

addEventListener("submit", event => {
  event.preventDefault();
  submitted(event.target, event.submitter);
});

addEventListener("click", event => {
  const button = event.target.closest("button, .strip a");
  if (!button) return;
  if (button.matches(".strip a")) {
    event.preventDefault();
    show(links.indexOf(button), true);
  } else if (button.dataset.do) {
    write(button.dataset.do, JSON.parse(button.dataset.with || "{}"), saidBy(button));
    if (!LIVE && button.hasAttribute("aria-pressed")) press(button);
  } else if (button.dataset.fill) fill(JSON.parse(button.dataset.fill));
  else if (button.dataset.open) openDrawer(button);
  else if ("shut" in button.dataset) button.closest("form").hidden = true;
  else if ("nextView" in button.dataset) nextView();
  else if ("save" in button.dataset) save();
  else if ("leave" in button.dataset) parent.postMessage({srm: "leave"}, "*");
});

function press(button) {
  all("button[aria-pressed]", button.parentElement).forEach(other => {
    if (other === button || !["confirm", "attend"].includes(button.dataset.do))
      other.setAttribute("aria-pressed", other === button);
  });
}

function openDrawer(button) {
  const drawer = one("[data-drawer=" + button.dataset.open + "]", screens[now]);
  drawer.reset();
  Object.entries(JSON.parse(button.dataset.with)).forEach(([name, value]) => {
    one("[name=" + name + "]", drawer).value = value === null ? "" : value;
  });
  one("[data-about]", drawer).textContent = button.dataset.about;
  drawer.hidden = false;
  fields(drawer)[0].focus();
}

addEventListener("keydown", event => {
  if (event.target.matches("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (["n", "PageDown", "ArrowRight"].includes(event.key)) show(now + 1, true);
  else if (["p", "PageUp", "ArrowLeft"].includes(event.key)) show(now - 1, true);
  else if (event.key === "r") reveal();
  else if (event.key === "c") {
    event.preventDefault();
    one("#what").focus();
  }
});

addEventListener("beforeunload", event => {
  if (!isSaved && waiting.size) event.preventDefault();
});

if (!LIVE) all("[data-kernel]").forEach(part => {
  all("button, input", part).concat(part).forEach(control => { control.disabled = true; });
  part.title = "In the notebook: this page has no register.";
});
all(".screen").forEach(nameNextView);
show(0);
setInterval(tick, 1000);
