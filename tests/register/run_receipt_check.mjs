// Reads a list of files (base64) from standard input and writes what the browser's check makes of each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { canonical, checkReceipt, readReceipt, ReceiptUnreadable } = await import(pathToFileURL(process.argv[2]));

const verdict = async (file) => {
  try {
    return await checkReceipt(readReceipt(Buffer.from(file, "base64")));
  } catch (error) {
    if (!(error instanceof ReceiptUnreadable)) {
      throw error;
    }
    return { unreadable: error.code, ...error.details };
  }
};

const written = (value) => {
  try {
    return canonical(value);
  } catch {
    return null;
  }
};

const { files, values } = JSON.parse(readFileSync(0, "utf8"));
const verdicts = [];
for (const file of files) {
  verdicts.push(await verdict(file));
}
process.stdout.write(JSON.stringify({ verdicts, canonical: values.map(written) }));
