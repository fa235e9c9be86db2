// Asks the validators of emitted messages: node validate_messages.mjs <compiled package> <cases.json>
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const verdicts = [];
for (const { module, name, values } of JSON.parse(readFileSync(file, "utf8"))) {
  const found = await import(pathToFileURL(`${folder}/messages/${module}.js`));
  const { InvalidMessage } = await import(pathToFileURL(`${folder}/validation.js`));
  verdicts.push(
    values.map((value) => {
      const verdict = found[`is${name}`](value);
      let parsed = true;
      try {
        if (found[`parse${name}`](value) !== value) throw new Error(`parse${name} gives another value`);
      } catch (error) {
        if (!(error instanceof InvalidMessage) || error.faults.length === 0) throw error;
        parsed = false;
      }
      if (parsed !== verdict) throw new Error(`is${name} and parse${name} disagree about ${JSON.stringify(value)}`);
      return verdict;
    }),
  );
}
console.log(JSON.stringify(verdicts));
