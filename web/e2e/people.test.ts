import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, person, picture } from "./browser";
import { Customer } from "./customer";
import { png } from "./pictures";
import { PostOffice } from "./post-office";
import { Stack, until } from "./stack";

// Who has an account, how they come and go, and what they set for themselves.

const password = "długie hasło Oli";

let stack: Stack;
let browser: Browser;
let office: PostOffice;
const found: string[] = [];

beforeAll(async () => {
  [stack, browser, office] = await Promise.all([Stack.start(), launch(), PostOffice.open()]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), office?.close()]);
});

/** Keeps a picture of a view, and what axe finds wrong with it. */
async function seen(page: Page, name: string): Promise<void> {
  await picture(page, `people-${name}`);
  found.push(...(await violations({ name, page })));
}

async function toPeople({ page, words }: Agent): Promise<void> {
  await page.goto(stack.url + "/inbox/settings/people");
  await page.locator("[data-person]").first().waitFor();
  expect(await page.getByRole("tab", { name: words.settings.people.tab }).getAttribute("aria-selected")).toBe("true");
}

const row = ({ page }: Agent, email: string) => page.locator(`[data-person="${email}"]`);

async function act(admin: Agent, email: string, name: string, action: string): Promise<void> {
  await row(admin, email).getByRole("button", { name: admin.words.people.actions.replace("{{name}}", name) }).click();
  await admin.page.getByRole("menuitem", { name: action }).click();
}

/** Invites, and returns the link that is shown. */
async function invite({ page, words }: Agent, email: string, chat?: string): Promise<string> {
  await page.getByRole("button", { name: words.people.invite, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words.people.email).fill(email);
  if (chat !== undefined) {
    await dialog.getByRole("combobox", { name: words.people.channels }).click();
    await page.getByRole("option", { name: chat }).click();
    await page.keyboard.press("Escape");
  }
  await dialog.getByRole("button", { name: words.people.send }).click();
  return shownLink(page, words);
}

async function shownLink(page: Page, words: Agent["words"]): Promise<string> {
  return (await page.getByRole("group", { name: words.people.link.label }).innerText()).trim();
}

/** Somebody who came by a link, before they have set a password. */
async function come(link: string): Promise<Page> {
  const page = await (await person(browser, {})).newPage();
  await page.goto(link);
  return page;
}

async function openProfile({ page, words }: Agent): Promise<void> {
  await page.getByRole("button", { name: words.menu.agent }).click();
  await page.getByRole("menuitem", { name: words.menu.profile }).click();
  await page.getByRole("heading", { name: words.profile.title, level: 1 }).waitFor();
}

test("an admin invites by a link; who comes sets a password and sees only their chat", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  await toPeople(admin);
  await seen(page, "list");
  await page.getByRole("button", { name: words.people.invite, exact: true }).click();
  await page.getByRole("dialog").getByLabel(words.people.email).fill("to nie adres");
  await page.getByRole("dialog").getByRole("button", { name: words.people.send }).click();
  await page.getByText(words.form.problem.email).waitFor();
  await seen(page, "invite-refused");
  await page.keyboard.press("Escape");

  const link = await invite(admin, "ola@sklep.example", "Sklep główny");
  await page.getByText(words.people.link.missing).waitFor();
  await seen(page, "link-unsent");
  await page.getByRole("button", { name: words.people.link.done }).click();
  await page.locator('[data-invitation="ola@sklep.example"]').waitFor();
  await seen(page, "list-invited");

  const ola = await come(link);
  await ola.getByText("Zaprasza: Alicja Nowak").waitFor();
  await ola.getByRole("button", { name: words.invitation.create }).click();
  await ola.getByText(words.form.problem.empty).waitFor();
  await ola.getByLabel(words.profile.name).fill("Ola Kos");
  await ola.getByLabel(words.invitation.password, { exact: true }).fill("za krótk");
  await ola.getByRole("button", { name: words.invitation.create }).click();
  await ola.getByText(words.form.problem.too_short).waitFor();
  await seen(ola, "acceptance-refused");
  await ola.getByLabel(words.invitation.password, { exact: true }).fill(password);
  await ola.getByRole("button", { name: words.invitation.create }).click();
  await ola.getByRole("heading", { name: words.view.unassigned }).waitFor();
  expect(ola.url()).not.toContain("#");
  const chats = await ola.evaluate(async () => ((await (await fetch("/api/v1/channels")).json()) as { channels: { name: string }[] }).channels);
  expect(chats.map(({ name }) => name)).toEqual(["Sklep główny"]);
  await until(async () => (await row(admin, "ola@sklep.example").count()) === 1, "the admin sees the account");
  await page.locator("[data-invitation]").waitFor({ state: "detached" });

  const again = await come(link);
  await again.getByText(words.error.code.invitation_used).waitFor();
  await seen(again, "link-used");
  const wrong = await come(link.replace(/#.*/, "#nie-ma-takiego"));
  await wrong.getByText(words.error.code.invitation_unknown).waitFor();
  await Promise.all([ola, again, wrong, page].map((each) => each.context().close()));
});

test("with a mail server the link is mailed; sent again, the old one dies; whoever else is logged in is told", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  await page.evaluate(
    (port) =>
      fetch("/api/v1/settings/mail", {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ version: 0, host: "127.0.0.1", port, security: "none", username: "", fromAddress: "sklep@example.com", fromName: "Sklep z kubkami" }),
      }),
    office.port,
  );
  await toPeople(admin);
  const first = await invite(admin, "ewa@sklep.example");
  await page.getByText(words.people.link.sent.replace("{{email}}", "ewa@sklep.example")).waitFor();
  await seen(page, "link-sent");
  expect(office.mail.at(-1)!.text).toContain(first);
  expect(office.mail.at(-1)!.subject).toBe("Zaproszenie do Rozmowy · Sklep z kubkami");
  await page.getByRole("button", { name: words.people.link.done }).click();
  await page.getByRole("button", { name: words.people.again.replace("{{email}}", "ewa@sklep.example") }).click();
  const second = await shownLink(page, words);
  expect(office.mail.at(-1)!.html).toContain(second);
  await page.getByRole("button", { name: words.people.link.done }).click();

  await page.goto(first);
  await page.getByText(words.error.code.invitation_unknown).waitFor();
  await page.goto(second);
  await page.getByText(/zalogowane inne konto: Alicja Nowak/).waitFor();
  await seen(page, "acceptance-other");

  await toPeople(admin);
  await page.getByRole("button", { name: words.people.revoke.replace("{{email}}", "ewa@sklep.example") }).click();
  await page.getByRole("dialog").getByRole("button", { name: words.people.revokeButton }).click();
  await until(async () => (await page.locator(`[data-invitation="ewa@sklep.example"]`).count()) === 0, "the invitation is gone");
  await page.goto(second);
  await page.getByText(words.error.code.invitation_revoked).waitFor();
  await page.context().close();
});

test("access and role that an admin changes show at once; the last admin stays", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  const { page, words } = admin;
  await toPeople(admin);
  await act(admin, "piotr@demo.test", "Piotr Zieliński", words.people.edit);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: words.people.role }).click();
  await page.getByRole("option", { name: words.role.admin }).click();
  await seen(page, "edit");
  await dialog.getByRole("button", { name: words.form.save }).click();
  await row(admin, "piotr@demo.test").getByText(words.role.admin).waitFor();
  await piotr.page.getByRole("link", { name: words.menu.settings }).waitFor(); // without a reload

  await act(admin, "piotr@demo.test", "Piotr Zieliński", words.people.edit);
  await dialog.getByRole("combobox", { name: words.people.role }).click();
  await page.getByRole("option", { name: words.role.agent }).click();
  await dialog.getByRole("button", { name: words.form.save }).click();
  await row(admin, "piotr@demo.test").getByText(words.role.agent).waitFor();
  await act(admin, "admin@demo.test", "Alicja Nowak", words.people.edit);
  await dialog.getByRole("combobox", { name: words.people.role }).click();
  await page.getByRole("option", { name: words.role.agent }).click();
  await dialog.getByRole("button", { name: words.form.save }).click();
  await dialog.getByText(words.error.code.last_admin).waitFor();
  await seen(page, "last-admin");
  await Promise.all([admin, piotr].map(({ context }) => context.close()));
});

test("who is switched off is thrown out, and their open tickets wait again", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Jan Kos", "jan@example.com", "Gdzie paczka", "Dzień dobry");
  await jan.sees("Dzień dobry");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.openTicket("Gdzie paczka");
  await piotr.reads("Ten ticket jest teraz Twój");

  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  await toPeople(admin);
  await act(admin, "piotr@demo.test", "Piotr Zieliński", words.people.switchOff);
  await page.getByLabel(words.people.offTickets.replace("{{number}}", "1")).waitFor();
  await seen(page, "switch-off");
  await page.getByRole("dialog").getByRole("button", { name: words.people.switchOff }).click();
  await row(admin, "piotr@demo.test").getByText(words.people.off).waitFor();
  await piotr.page.getByText(words.login.expired).waitFor();
  await piotr.enterPassword();
  await piotr.page.getByText(words.login.wrong).waitFor();

  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await until(async () => (await anna.row("Gdzie paczka").count()) === 1, "the ticket waits for somebody");
  await anna.openTicket("Gdzie paczka");
  await anna.reads("Bez przypisania; poprzednio: Piotr Zieliński (Alicja Nowak)");
  await jan.reads(/Anna Kowalska/);

  await act(admin, "piotr@demo.test", "Piotr Zieliński", words.people.switchOn);
  await until(async () => !(await row(admin, "piotr@demo.test").innerText()).includes(words.people.off), "the account is on");
  await piotr.enterPassword();
  await piotr.inside();
  await Promise.all([jan, piotr, admin, anna].map(({ context }) => context.close()));
});

test("a name and a photo that one sets are what colleagues see", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  await toPeople(admin);
  await openProfile(anna);
  const { page, words } = anna;
  await seen(page, "profile");
  await page.getByRole("textbox", { name: words.profile.name, exact: true }).fill("Anna Kowalska-Żak");
  await page.getByRole("button", { name: words.form.save, exact: true }).click();
  await page.getByText(words.form.saved).first().waitFor();
  await admin.page.getByText("Anna Kowalska-Żak").waitFor();

  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: words.profile.photoPick }).click()]);
  await chooser.setFiles({ name: "nic.txt", mimeType: "text/plain", buffer: Buffer.from("nic") });
  await page.getByText(words.profile.photoType).waitFor();
  const [second] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: words.profile.photoPick }).click()]);
  await second.setFiles(png("ja.png", 640, 400));
  const photo = row(admin, "anna@demo.test").locator("img");
  await photo.waitFor();
  await until(() => photo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 256), "the photo is there");
  await seen(page, "profile-photo");
  await seen(admin.page, "list-photo");
  await page.getByRole("button", { name: words.profile.photoRemove }).click();
  await until(async () => (await photo.count()) === 0, "initials again");
  await page.getByRole("textbox", { name: words.profile.name, exact: true }).fill("Anna Kowalska");
  await page.getByRole("button", { name: words.form.save, exact: true }).click();
  await admin.page.getByText("Anna Kowalska", { exact: true }).waitFor();
  await Promise.all([anna, admin].map(({ context }) => context.close()));
});

test("a new password, and logging out elsewhere, throw the other browser out", async () => {
  const here = await Agent.logIn(browser, stack.url, "magda@demo.test");
  const there = await Agent.logIn(browser, stack.url, "magda@demo.test");
  const { page, words } = here;
  await openProfile(here);
  await until(async () => (await page.locator("[data-current]").count()) === 1, "this device is named");
  await page.getByRole("button", { name: words.sessions.others }).click();
  await seen(page, "sessions-question");
  await page.getByRole("dialog").getByRole("button", { name: words.sessions.end }).click();
  await there.page.getByText(words.login.expired).waitFor();
  await there.enterPassword();
  await there.inside();

  await page.getByLabel(words.profile.current, { exact: true }).fill("nie to hasło");
  await page.getByLabel(words.invitation.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: words.profile.passwordChange }).click();
  await page.getByText(words.form.problem.wrong_password).waitFor();
  await seen(page, "password-refused");
  await page.getByLabel(words.profile.current, { exact: true }).fill("rozmowa-demo");
  await page.getByRole("button", { name: words.profile.passwordChange }).click();
  await page.getByText(words.profile.passwordChanged).waitFor();
  await there.page.getByText(words.login.expired).waitFor();
  await there.enterPassword();
  await there.page.getByText(words.login.wrong).waitFor();
  await there.enterPassword(password);
  await there.inside();
  await Promise.all([here, there].map(({ context }) => context.close()));
});

test("an admin's link sets a forgotten password", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  await toPeople(admin);
  await act(admin, "anna@demo.test", "Anna Kowalska", words.people.reset);
  const link = await shownLink(page, words);
  expect(office.mail.at(-1)!.subject).toBe("Nowe hasło do Rozmowy · Sklep z kubkami");
  const anna = await come(link);
  await anna.getByRole("heading", { name: words.invitation.reset }).waitFor();
  await seen(anna, "reset");
  await anna.getByLabel(words.invitation.password, { exact: true }).fill("zupełnie inne hasło");
  await anna.getByRole("button", { name: words.invitation.set }).click();
  await anna.getByRole("heading", { name: words.view.unassigned }).waitFor();
  await anna.getByText("Anna Kowalska").waitFor();
  await Promise.all([anna, page].map((each) => each.context().close()));
});

test("none of these views has violations", () => {
  expect(found).toEqual([]);
});
