/**
 * Checks a proof document (/inbreng/<nummer>/bewijs) in the browser; what is checked never leaves the device.
 *
 * The first half is the check itself, the same as dialoog/register/receipts.py: RFC 9162 (2.1.3.2), RFC 8785, and
 * SHA-256(salt + text) for the words. The second half enhances a form[data-receipt-check]; all words it shows come
 * from the template[data-receipt-texts] in the page, with {placeholders}.
 */

const HASH = /^[0-9a-f]{64}$/;
const NUMBER = /^[A-Za-z0-9._-]{1,80}$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})$/;
const LONE_SURROGATE = /\p{Cs}/u;
const LARGEST_RECEIPT = 20 * 1024 * 1024;

/** The document is no proof document; `code` names the text to show, `where`, `place` and `field` the part at fault. */
export class ReceiptUnreadable extends Error {
  constructor(code, details = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** The JSON document in the bytes (Uint8Array) of a receipt file. Throws ReceiptUnreadable. */
export function readReceipt(bytes) {
  if (bytes.length > LARGEST_RECEIPT) {
    throw new ReceiptUnreadable("too-large");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ReceiptUnreadable("not-json");
  }
}

/**
 * Checks every event and text of a parsed document; resolves to what was found, with `flaw` null where all is right.
 * Rejects with ReceiptUnreadable if a field is missing or of the wrong type.
 */
export async function checkReceipt(document) {
  const where = { where: "receipt" };
  const fields = asObject(document, where);
  const report = {
    number: field(fields, "nummer", isNumber, where),
    rootHash: field(fields, "rootHash", isHash, where),
    treeSize: field(fields, "treeSize", isCount, where),
    timestamp: field(fields, "timestamp", isTime, where),
  };
  const entries = field(fields, "gebeurtenissen", Array.isArray, where);
  const given = field(fields, "teksten", Array.isArray, where);
  if (entries.length === 0) {
    throw new ReceiptUnreadable("no-events");
  }
  const leaves = new Map();
  report.events = await checkEvents(report, entries, leaves);
  report.texts = [];
  for (const [position, entry] of given.entries()) {
    report.texts.push(await checkText(position + 1, entry, leaves));
  }
  report.absentTexts = absentTexts(leaves, report.texts);
  report.ok = [...report.events, ...report.texts].every((finding) => finding.flaw === null);
  return report;
}

async function checkEvents(report, entries, leaves) {
  const findings = [];
  let highest = -1;
  let subject = null;
  for (const [position, entry] of entries.entries()) {
    const where = { where: "event", place: position + 1 };
    const fields = asObject(entry, where);
    const finding = { place: position + 1, index: field(fields, "index", isCount, where), n: null, kind: null, at: null };
    const opened = await openLeaf(fields, where);
    finding.flaw = opened.flaw;
    findings.push(finding);
    if (opened.leaf === null) {
      continue;
    }
    const { leaf } = opened;
    Object.assign(finding, { n: leaf.n, kind: leaf.kind, at: leaf.at });
    subject = subject || leaf.subject;
    finding.flaw ??= await placeInLog(report, leaf, subject, highest, fields);
    highest = Math.max(highest, leaf.n);
    if (finding.flaw === null) {
      leaves.set(leaf.n, leaf.texts);
    }
  }
  return findings;
}

async function openLeaf(fields, where) {
  const encoded = field(fields, "leaf", isText, where);
  const claimed = field(fields, "leafHash", isHash, where);
  field(fields, "auditPath", isPath, where);
  const content = fromBase64(encoded);
  if (content === null) {
    return { leaf: null, flaw: "leaf-encoding" };
  }
  const hashFlaw = toHex(await sha256(Uint8Array.of(0), content)) === claimed ? null : "leaf-hash";
  const leaf = parseCanonical(content);
  if (!isLeaf(leaf)) {
    return { leaf: null, flaw: hashFlaw ?? "leaf-form" };
  }
  return { leaf, flaw: hashFlaw };
}

async function placeInLog(report, leaf, subject, highest, fields) {
  const slash = leaf.subject.indexOf("/");
  if (slash < 1 || leaf.subject.slice(slash + 1) !== report.number || leaf.subject !== subject) {
    return "subject";
  }
  if (leaf.n <= highest) {
    return "order";
  }
  const path = fields.auditPath.map(fromHex);
  const root = await rootFromPath(fromHex(fields.leafHash), fields.index, report.treeSize, path);
  return root !== null && toHex(root) === report.rootHash ? null : "path";
}

async function checkText(place, entry, leaves) {
  const where = { where: "text", place };
  const fields = asObject(entry, where);
  const finding = {
    place,
    n: field(fields, "n", isCount, where),
    name: field(fields, "naam", isText, where),
    flaw: null,
  };
  // A salt of any other length could swallow the first words of the text, with the same hash.
  const salt = fromHex(field(fields, "salt", isHash, where));
  const words = field(fields, "tekst", isText, where);
  const texts = leaves.get(finding.n);
  if (texts === undefined) {
    finding.flaw = "no-leaf";
  } else if (!Object.hasOwn(texts, finding.name)) {
    finding.flaw = "no-text";
  } else if (toHex(await sha256(salt, new TextEncoder().encode(words))) !== texts[finding.name]) {
    finding.flaw = "text";
  }
  return finding;
}

function absentTexts(leaves, texts) {
  const told = new Set(texts.map((text) => `${text.n} ${text.name}`));
  return [...leaves].flatMap(([n, names]) =>
    Object.keys(names)
      .sort()
      .filter((name) => !told.has(`${n} ${name}`))
      .map((name) => ({ n, name })),
  );
}

/** RFC 9162, 2.1.3.2: the root the path leads to, null if it has the wrong length. Whole-number halving, not bit
 * operators: those stop at 32 bits. */
async function rootFromPath(leafHash, index, size, path) {
  if (index >= size) {
    return null;
  }
  let [fn, sn, r] = [index, size - 1, leafHash];
  const climb = () => {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  };
  for (const p of path) {
    if (sn === 0) {
      return null;
    }
    if (fn % 2 === 1 || fn === sn) {
      r = await sha256(Uint8Array.of(1), p, r);
      while (fn % 2 === 0 && fn !== 0) {
        climb();
      }
    } else {
      r = await sha256(Uint8Array.of(1), r, p);
    }
    climb();
  }
  return sn === 0 ? r : null;
}

/** RFC 8785 without fractions; throws for what has no canonical form in the register. */
export function canonical(value) {
  if (value === null || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return String(value);
  }
  if (typeof value === "string" && !LONE_SURROGATE.test(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (typeof value === "object") {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  throw new TypeError("no canonical form");
}

function parseCanonical(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLeaf(value) {
  return (
    isObject(value) &&
    [value.subject, value.kind, value.at].every(isText) &&
    isCount(value.n) &&
    isObject(value.texts) &&
    Object.values(value.texts).every(isHash)
  );
}

function asObject(value, where) {
  if (!isObject(value)) {
    throw new ReceiptUnreadable("not-object", where);
  }
  return value;
}

function field(fields, name, fits, where) {
  if (!Object.hasOwn(fields, name)) {
    throw new ReceiptUnreadable("missing", { ...where, field: name });
  }
  if (!fits(fields[name])) {
    throw new ReceiptUnreadable("wrong-form", { ...where, field: name });
  }
  return fields[name];
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" && !LONE_SURROGATE.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isHash = (value) => typeof value === "string" && HASH.test(value);
const isNumber = (value) => typeof value === "string" && NUMBER.test(value);
const isTime = (value) => typeof value === "string" && TIME.test(value);
const isPath = (value) => Array.isArray(value) && value.every(isHash);

async function sha256(...parts) {
  const data = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

function fromBase64(text) {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

/** Makes a form[data-receipt-check] work; see templates/register/receipt_check.html for its parts. */
export function enhance(form) {
  const file = form.querySelector("input[type=file]");
  const pasted = form.querySelector("textarea");
  const summary = form.querySelector("output");
  const details = form.querySelector("[data-receipt-details]");
  const compare = form.querySelector("[data-receipt-compare]");
  const comparison = form.querySelector("[data-receipt-comparison]");
  const text = wordsOf(form);
  let run = 0;
  let fits = null;
  let pastedLast = false;

  const start = () => {
    run += 1;
    fits = null;
    compare.hidden = true;
    details.replaceChildren();
    comparison.textContent = "";
    delete comparison.dataset.receiptState;
    summary.textContent = "";
    delete form.dataset.receiptState;
    return run;
  };
  const show = (state, message) => {
    form.dataset.receiptState = state;
    summary.textContent = message;
  };

  const check = async () => {
    const mine = start();
    const source = pastedLast ? null : file.files[0];
    if (!source && !pasted.value.trim()) {
      show("empty", text("nothing-given"));
      return;
    }
    let parsed;
    let report;
    try {
      if (source && source.size > LARGEST_RECEIPT) {
        throw new ReceiptUnreadable("too-large");
      }
      const bytes = source ? new Uint8Array(await source.arrayBuffer()) : new TextEncoder().encode(pasted.value);
      parsed = readReceipt(bytes);
      report = await checkReceipt(parsed);
    } catch (error) {
      if (mine === run) {
        show("bad", unreadable(text, error));
      }
      return;
    }
    if (mine !== run) {
      return;
    }
    details.append(...findingsOf(form, text, report, parsed.teksten));
    if (!report.ok) {
      show("bad", text("all-bad", { number: report.number }));
      return;
    }
    fits = { treeSize: report.treeSize, rootHash: report.rootHash };
    show("good", text("all-good", { number: report.number, size: fits.treeSize, root: fits.rootHash }));
    compare.hidden = false;
  };

  const compareWithHead = async () => {
    const { treeSize, rootHash } = fits;
    const mine = run;
    comparison.textContent = text("comparing");
    const outcome = await askHead(form.dataset.headUrl, treeSize, rootHash);
    if (mine === run) {
      comparison.textContent = text(outcome, { size: treeSize });
      comparison.dataset.receiptState = { "head-same": "good", "head-differs": "bad" }[outcome] ?? "unknown";
    }
  };

  file.addEventListener("change", () => {
    pastedLast = false;
  });
  pasted.addEventListener("input", () => {
    pastedLast = pasted.value.trim() !== "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  compare.addEventListener("click", compareWithHead);
  form.hidden = false;
  if (!globalThis.crypto?.subtle) {
    form.querySelector("[type=submit]").disabled = true;
    show("empty", text("no-crypto"));
  }
}

/** Asks for the published head by size alone, so that nothing tells which receipt was checked; the text to show. */
async function askHead(address, treeSize, rootHash) {
  try {
    const answer = await fetch(`${address}?treeSize=${treeSize}`, {
      cache: "no-store",
      credentials: "omit",
      headers: { Accept: "application/json" },
      referrerPolicy: "no-referrer",
    });
    if (answer.status === 404 || answer.status === 400) {
      return "head-unknown";
    }
    if (!answer.ok) {
      return "head-failed";
    }
    const head = await answer.json();
    return head.treeSize === treeSize && head.rootHash === rootHash ? "head-same" : "head-differs";
  } catch {
    return "head-failed";
  }
}

function unreadable(text, error) {
  if (!(error instanceof ReceiptUnreadable)) {
    return text("failed");
  }
  const { where, place, field: name } = error.details;
  const part = where ? text(`where-${where}`, { place }) : "";
  return text("unreadable", { reason: text(error.code, { part, field: name }) });
}

function findingsOf(form, text, report, given) {
  const document = form.ownerDocument;
  const item = (state, message, words) => {
    const element = document.createElement("li");
    element.dataset.receiptState = state;
    element.textContent = message;
    if (words !== undefined) {
      const quote = document.createElement("blockquote");
      quote.textContent = words;
      element.append(quote);
    }
    return element;
  };
  const events = report.events.map(({ place, n, kind, at, flaw }) =>
    flaw === null
      ? item("good", text("event-good", { place, n, kind: text(`kind-${kind}`, {}, kind), at: dated(at, document) }))
      : item("bad", text("event-bad", { place, reason: text(flaw) })),
  );
  const texts = report.texts.map(({ place, n, name, flaw }) => {
    const values = { place, n, name: text(`name-${name}`, {}, name) };
    return flaw === null
      ? item("good", text("text-good", values), given[place - 1].tekst)
      : item("bad", text("text-bad", { ...values, reason: text(flaw) }));
  });
  const absent = report.absentTexts.map(({ n, name }) =>
    item("absent", text("text-absent", { n, name: text(`name-${name}`, {}, name) })),
  );
  return [...events, ...texts, ...absent];
}

function dated(at, document) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) {
    return at;
  }
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" };
  return new Intl.DateTimeFormat(document.documentElement.lang || "nl", form).format(moment);
}

/** The page's own words by name; a name it does not know gives `otherwise`, or the name itself. */
function wordsOf(form) {
  const known = new Map();
  for (const element of form.querySelector("template[data-receipt-texts]").content.querySelectorAll("[data-text]")) {
    known.set(element.dataset.text, element.textContent.trim());
  }
  return (name, values = {}, otherwise = name) =>
    (known.get(name) ?? otherwise).replace(/\{(\w+)\}/g, (whole, key) =>
      Object.hasOwn(values, key) ? values[key] : whole,
    );
}

if (typeof document !== "undefined") {
  document.querySelectorAll("form[data-receipt-check]").forEach(enhance);
}
