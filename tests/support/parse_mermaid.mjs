// Parses the Mermaid files named in the arguments, or one per line of standard input, with Mermaid itself.
// Prints one JSON line per file: {"file", "type"} or {"file", "error"}. The parser cleans labels and needs a DOM for that.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const mermaid = (await import("mermaid")).default;

const files = process.argv.length > 2 ? process.argv.slice(2) : readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const file of files) {
  try {
    const { diagramType } = await mermaid.parse(readFileSync(file, "utf8"));
    console.log(JSON.stringify({ file, type: diagramType }));
  } catch (error) {
    console.log(JSON.stringify({ file, error: String(error.message ?? error) }));
  }
}
