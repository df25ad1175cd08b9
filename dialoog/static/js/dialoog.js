// Small comforts. Every page works without them.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// An error summary takes the focus, also where `autofocus` is not heeded.
document.querySelector("[data-error-summary]")?.focus();

// Count characters under a field, and say how many are still needed.
for (const field of all("[data-counter]")) {
  const counter = document.getElementById(field.dataset.counter);
  const least = Number(field.dataset.atLeast);
  const most = field.maxLength > 0 ? field.maxLength : 0;
  const show = () => {
    const length = field.value.length;
    const short = length < least;
    counter.toggleAttribute("data-short", short);
    const words = short ? counter.dataset.needed : most ? counter.dataset.of : counter.dataset.count;
    counter.textContent = words.replace("{n}", short ? least - length : length).replace("{most}", most);
  };
  counter.hidden = false;
  field.addEventListener("input", show);
  show();
}

// Choose many rows: one button for all, Shift for a range, and a count that follows.
function boxes(name) {
  return all(`input[type="checkbox"][name="${name}"]`);
}
function recount(name) {
  const chosen = boxes(name).filter((box) => box.checked).length;
  for (const place of all(`[data-chosen-count="${name}"]`)) {
    place.textContent = (chosen === 1 ? place.dataset.one : place.dataset.many).replace("{n}", chosen);
  }
  for (const button of all(`[data-select-all="${name}"]`)) {
    button.textContent = chosen === boxes(name).length ? button.dataset.none : button.dataset.all;
  }
}
for (const button of all("[data-select-all]")) {
  const name = button.dataset.selectAll;
  button.dataset.all = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const some = boxes(name).some((box) => !box.checked);
    for (const box of boxes(name)) box.checked = some;
    recount(name);
  });
  recount(name);
}
for (const list of all("[data-range-select]")) {
  let last = null;
  list.addEventListener("click", (event) => {
    const box = event.target;
    if (box.type !== "checkbox") return;
    if (event.shiftKey && last) {
      const row = boxes(box.name);
      const [from, to] = [row.indexOf(last), row.indexOf(box)].sort((a, b) => a - b);
      for (const one of row.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    recount(box.name);
  });
}

// A list that is worked by keyboard: j and k go on and back, other keys press what carries them. Only while something in
// the list has the focus, so that nothing else on the page is disturbed (WCAG 2.1.4).
for (const list of all("[data-key-list]")) {
  const items = [...list.children];
  const go = (item) => item?.focus();
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = items.findIndex((item) => item.contains(event.target));
    const step = { j: 1, k: -1 }[event.key];
    if (step) go(items[at + step]);
    else items[at]?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
  for (const help of all("[data-keys-help]")) help.hidden = false;
}

// Ask before typed words are lost.
for (const form of all("form[data-unsaved-warning]")) {
  let changed = false;
  form.addEventListener("input", (event) => {
    changed ||= event.target.matches("textarea, input:not([type=checkbox]), select");
  });
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

// Copy a number, link or hash.
for (const button of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = text), 2000);
  });
}

// Print the page.
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A form is sent once, also by a double click; a page that stays (a download) can send it again later.
for (const form of all('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
}
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
