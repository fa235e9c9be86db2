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
      let parsed;
      try {
        parsed = [found[`parse${name}`](value)];
      } catch (error) {
        if (!(error instanceof InvalidMessage) || error.faults.length === 0) throw error;
      }
      const about = `${name} ${JSON.stringify(value)}`;
      if (!found[name].otherNames) {
        if (verdict !== (parsed !== undefined)) throw new Error(`is and parse disagree about ${about}`);
        if (parsed && parsed[0] !== value) throw new Error(`parse gives another value of ${about}`);
        return verdict;
      }
      // What has other names than it is written with is no value of the type, and is made one when it is read.
      if (verdict && JSON.stringify(parsed?.[0]) !== JSON.stringify(value)) throw new Error(`parse gives another value of ${about}`);
      if (parsed && !found[`is${name}`](parsed[0])) throw new Error(`parse gives no value of the type of ${about}`);
      return parsed !== undefined;
    }),
  );
}
console.log(JSON.stringify(verdicts));
