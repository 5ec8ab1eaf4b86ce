import type { Reporter, TestModule } from "vitest/node";

/** Says last, and in few lines, what failed: of a long log people and machines keep the end. */
export class Failures implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const file of modules) {
      for (const { message } of file.errors()) say(file.relativeModuleId, message);
      for (const test of file.children.allTests("failed")) say(`${file.relativeModuleId} > ${test.fullName}`, test.result().errors?.[0]?.message);
    }
  }
}

function say(what: string, message = ""): void {
  console.error(`FAILED ${what}: ${message.split("\n", 1)[0]}`);
}
