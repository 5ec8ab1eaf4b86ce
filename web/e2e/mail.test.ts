import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { launch } from "./browser";
import { Customer } from "./customer";
import { PostOffice } from "./post-office";
import { Stack, until } from "./stack";

// An admin gives the mail server; a customer gets the transcript, once.

let stack: Stack;
let browser: Browser;
let office: PostOffice;

beforeAll(async () => {
  [stack, browser, office] = await Promise.all([Stack.start(), launch(), PostOffice.open()]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), office?.close()]);
});

test("without a mail server no transcript is on offer", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Jan Kos", "jan@example.com", "Bez poczty", "Dzień dobry");
  await jan.sees("Dzień dobry");
  await jan.frame.getByRole("button", { name: jan.words.end }).click();
  await jan.frame.getByText(jan.words.endAsk).waitFor();
  expect(await jan.frame.getByRole("button", { name: jan.words.transcript }).count()).toBe(0);
  await jan.context.close();
});

test("an admin sets the server, tries it, and finds the password nowhere again", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.settings.mail;
  await page.getByRole("link", { name: words.settings.title }).click();
  await page.getByRole("tab", { name: said.tab, exact: true }).click();
  await page.getByText(said.empty.title).waitFor();
  await page.getByLabel(said.field.host).fill("127.0.0.1");
  await page.getByText(said.security.none, { exact: true }).click();
  await page.getByLabel(said.field.port).fill("1");
  await page.getByLabel(said.field.fromAddress).fill("sklep@example.com");
  await page.getByLabel(said.field.fromName).fill("Sklep z kubkami");
  await page.getByLabel(said.trial.to).fill("admin@example.com");
  await page.getByRole("button", { name: said.trial.button }).click();
  await page.getByText(said.trial.problem.unreachable).waitFor();
  await page.getByLabel(said.field.port).fill(String(office.port));
  await page.getByRole("button", { name: said.trial.button }).click();
  await page.getByText(said.trial.sent.replace("{{to}}", "admin@example.com")).waitFor();
  expect(office.mail.map(({ to }) => [to].flat().map((address) => address?.text))).toEqual([["admin@example.com"]]);
  await page.getByRole("button", { name: words.form.save }).click();
  await page.getByText(words.form.saved).first().waitFor();
  await page.reload();
  await until(async () => (await page.getByLabel(said.field.port).inputValue()) === String(office.port), "it is saved");
  await admin.context.close();
});

test("a customer asks while the chat runs, the shop ends it, and one mail comes though the server was away at first", async () => {
  const ewa = await Customer.visit(browser, stack.url + "/demo/");
  await ewa.open();
  await ewa.fillForm("Ewa Żak", "ewa@example.com", "Kubek <b>w kropki</b>", "Czy jest żółty? <script>");
  await ewa.sees("Czy jest żółty? <script>");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Kubek <b>w kropki</b>");
  await anna.reply("Jest!");
  await ewa.sees("Czy jest żółty? <script>", "Jest!");
  await ewa.frame.getByRole("button", { name: ewa.words.end }).click();
  await ewa.askTranscript("Ewa@example.com");
  await ewa.reads(/Zapis wyślemy/);
  await anna.reads(anna.words.operation.transcript_asked);
  const before = office.mail.length;
  office.closed = true;
  await anna.page.getByRole("button", { name: anna.words.ticket.close }).first().click();
  await ewa.reads(/Rozmowa zakończona/);
  office.closed = false;
  await until(async () => office.mail.length > before, "the transcript arrives", 120_000);
  await anna.reads(anna.words.operation.transcript_sent);
  expect(office.mail.length).toBe(before + 1);
  const mail = office.mail.at(-1)!;
  expect([mail.to].flat()[0]?.text).toBe("Ewa@example.com");
  expect(mail.from?.value[0]).toEqual({ address: "sklep@example.com", name: "Sklep z kubkami" });
  expect(mail.text).toContain("Czy jest żółty? <script>");
  expect(mail.text).toContain("Jest!");
  expect(mail.html).toContain("Czy jest żółty? &lt;script&gt;");
  await Promise.all([ewa, anna].map(({ context }) => context.close()));
});

test("asked for after the end it comes at once", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Jan Kos", "jan@example.com", "Koniec", "To wszystko");
  await jan.sees("To wszystko");
  await jan.frame.getByRole("button", { name: jan.words.end }).click();
  await jan.frame.getByRole("button", { name: jan.words.endYes }).click();
  await jan.reads("Rozmowa zakończona przez Ciebie");
  const before = office.mail.length;
  await jan.askTranscript("jan@example.com");
  await until(async () => office.mail.length > before, "the transcript arrives");
  await jan.reads(/Zapis rozmowy wysłaliśmy/);
  expect(office.mail.length).toBe(before + 1);
  await jan.context.close();
});
