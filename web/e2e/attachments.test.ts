import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { intercept, launch } from "./browser";
import { Customer } from "./customer";
import { onDisk, pdf, png } from "./pictures";
import { Stack, until } from "./stack";

// Pictures and PDFs, from the customer to the agent and back.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function conversation(subject: string): Promise<{ ewa: Customer; anna: Agent }> {
  const ewa = await Customer.visit(browser, stack.url + "/demo/");
  await ewa.open();
  await ewa.fillForm("Ewa Żak", "ewa@example.com", subject, "Dzień dobry");
  await ewa.sees("Dzień dobry");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket(subject);
  await ewa.reads(/Do czatu dołącza/);
  return { ewa, anna };
}

test("a customer's picture and PDF reach the agent, the agent's reach the customer, and a reload keeps all", async () => {
  const { ewa, anna } = await conversation("Pęknięty dzbanek");
  await ewa.attach(...onDisk(png("pęknięcie.png", 1200, 900), pdf("paragon.pdf")));
  await ewa.composer.fill("Tak wygląda");
  await ewa.composer.press("Enter");
  await ewa.seesPicture("pęknięcie.png");
  await anna.seesPicture("pęknięcie.png");
  await anna.sees("Dzień dobry", "Tak wygląda");

  // The agent's own: what the browser gets is a download, and what it was.
  const receipt = anna.file("paragon.pdf");
  const [download] = await Promise.all([anna.page.waitForEvent("download"), receipt.click()]);
  expect(download.suggestedFilename()).toBe("paragon.pdf");
  expect(readFileSync(await download.path())).toEqual(pdf("paragon.pdf").buffer);

  // A message may be a picture alone.
  await anna.attach(png("nowy dzbanek.png", 40, 30));
  await anna.composer.press("Enter");
  await anna.seesPicture("nowy dzbanek.png");
  await ewa.seesPicture("nowy dzbanek.png");

  await ewa.page.reload();
  await ewa.seesPicture("pęknięcie.png");
  await ewa.seesPicture("nowy dzbanek.png");
  await anna.page.reload();
  await anna.seesPicture("pęknięcie.png");
  await anna.view(anna.words.view.mine);
  await anna.page.getByText("📎 nowy dzbanek.png").waitFor();
  await Promise.all([ewa, anna].map(({ context }) => context.close()));
});

test("what isn't a picture inside is refused in words, and what was typed stays", async () => {
  const { ewa, anna } = await conversation("Dziwny plik");
  const page = { name: "zdjęcie.png", mimeType: "image/png", buffer: Buffer.from("<html><script>alert(1)</script></html>") };
  await ewa.composer.fill("Proszę spojrzeć");
  await ewa.attach(...onDisk(page));
  await ewa.reads(ewa.extras.type);
  expect(await ewa.composer.inputValue()).toBe("Proszę spojrzeć");
  await ewa.frame.getByRole("button", { name: ewa.extras.remove.replace("{name}", page.name) }).click();
  await ewa.composer.press("Enter");
  await ewa.sees("Dzień dobry", "Proszę spojrzeć");
  await Promise.all([ewa, anna].map(({ context }) => context.close()));
});

test("a file is had by those alone who may read the ticket, and runs nowhere", async () => {
  const { ewa, anna } = await conversation("Tylko dla nas");
  const [asked] = await Promise.all([
    ewa.page.waitForRequest((request) => request.method() === "PUT" && /\/attachments\//.test(request.url())),
    ewa.attach(...onDisk(png("sekret.png", 20, 20))),
  ]);
  await ewa.composer.press("Enter");
  await anna.seesPicture("sekret.png");
  const address = asked.url().replace(/\?.*/, "");
  const token = (await asked.allHeaders()).authorization!;

  const own = await fetch(address, { headers: { Authorization: token } });
  expect(own.status).toBe(200);
  expect(own.headers.get("content-type")).toBe("image/png");
  expect(own.headers.get("content-security-policy")).toMatch(/sandbox/);
  expect(own.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await fetch(address)).status).toBe(401);
  expect((await fetch(address, { headers: { Authorization: "Bearer " + "A".repeat(43) } })).status).toBe(404);
  const asAgent = address.replace("/conversations/", "/tickets/");
  expect((await fetch(asAgent)).status).toBe(401);
  const magda = await Agent.logIn(browser, stack.url, "magda@demo.test");
  const status = (agent: Agent) => agent.page.evaluate(async (path) => (await fetch(path)).status, new URL(asAgent).pathname);
  expect(await status(anna)).toBe(200);
  expect(await status(magda)).toBe(404);
  await Promise.all([ewa, anna, magda].map(({ context }) => context.close()));
});

test("a picture in an internal note stays among agents", async () => {
  const { ewa, anna } = await conversation("Notatka ze zdjęciem");
  await anna.page.getByText(anna.words.composer.note, { exact: true }).click();
  await anna.attach(png("wewnętrzne.png", 20, 20));
  await anna.page.getByRole("textbox", { name: anna.words.composer.note }).press("Enter");
  await anna.seesPicture("wewnętrzne.png");
  await anna.page.getByText(anna.words.composer.reply, { exact: true }).click();
  await anna.reply("Sprawdzamy");
  await ewa.sees("Dzień dobry", "Sprawdzamy");
  expect(await ewa.frame.locator(".log").getByRole("img").count()).toBe(0);
  await Promise.all([ewa, anna].map(({ context }) => context.close()));
});

test("a file whose upload is lost can be sent again", async () => {
  const { ewa, anna } = await conversation("Słaby zasięg");
  let lost = 0;
  await intercept(ewa.page, /\/attachments\//, (route) => (route.request().method() === "PUT" && lost++ === 0 ? route.abort() : route.continue()));
  const [chooser] = await Promise.all([ewa.page.waitForEvent("filechooser"), ewa.frame.getByRole("button", { name: ewa.words.attach }).click()]);
  await chooser.setFiles(onDisk(png("paczka.png", 30, 30)));
  await ewa.reads(ewa.extras.lost);
  await ewa.frame.getByRole("button", { name: ewa.words.tryAgain }).click();
  await until(async () => lost > 1, "it is uploaded again");
  await ewa.frame.getByText(ewa.extras.lost).waitFor({ state: "detached" });
  await ewa.frame.getByRole("progressbar").waitFor({ state: "detached" });
  await ewa.composer.press("Enter");
  await anna.seesPicture("paczka.png");
  await Promise.all([ewa, anna].map(({ context }) => context.close()));
});
