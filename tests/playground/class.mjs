// Called by tests/test_class.py: node class.mjs SCRIPT < questions > answers.
import { readFileSync } from "node:fs";
import { run } from "../../gvlib/playground/class.mjs";

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map((given) => run(...given))));
