import type { Browser, Frame, Page } from "playwright-core";
import { Agent } from "./agent";
import type { Looks } from "./browser";
import { Customer } from "./customer";
import { onDisk, pdf, png } from "./pictures";
import type { Stack } from "./stack";

/** What the customer of a walk is called and writes; some of it looks like HTML. */
export const said = {
  name: "Tess <b>Markup</b>",
  email: "tess@example.com",
  subject: "<img src=x onerror=alert(1)> 10482",
  body: "<script>alert(2)</script> &amp; https://example.com/a?b=c",
  reply: "<a href='javascript:alert(3)'>OK</a>",
  note: "<i>OK?</i>",
};

/** One view of a walk: a page, or the chat's window on it. */
export interface Sight {
  name: string;
  page: Page;
  frame?: Frame;
}

export interface Walk {
  browser: Browser;
  stack: Stack;
  looks: Looks;
  /** Called with every page before it is used. */
  meet?: (page: Page) => void;
  /** Called at every view of the inbox and the widget. */
  see: (sight: Sight) => Promise<void>;
}

/** Takes a conversation through every view of the inbox and the widget. */
export async function walk({ browser, stack, looks, meet, see }: Walk): Promise<void> {
  const anna = await Agent.visit(browser, stack.url, looks);
  const { words, page } = anna;
  meet?.(page);
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await see({ name: "login", page });
  await anna.enter("anna@demo.test", "wrong");
  await page.getByText(words.login.wrong).waitFor();
  await see({ name: "login-refused", page });
  await anna.enter("anna@demo.test", "rozmowa-demo");
  await anna.inside();

  // Nobody writes to the outlet, and Magda answers nothing else.
  const magda = await Agent.logIn(browser, stack.url, "magda@demo.test", looks);
  meet?.(magda.page);
  await magda.reads(words.empty.unassigned.title);
  await see({ name: "list-empty", page: magda.page });

  const tess = await Customer.visit(browser, stack.url + "/demo/", looks);
  meet?.(tess.page);
  const chat = tess.words;
  const inside = (name: string) => tess.frame.getByRole("button", { name, exact: true });
  const seeChat = async (name: string, customer = tess) => {
    const frame = await (await customer.page.locator("iframe").elementHandle())!.contentFrame();
    await see({ name, page: customer.page, frame: frame! });
  };
  await tess.icon.waitFor();
  await see({ name: "shop", page: tess.page });
  await tess.open();
  await inside(chat.start).waitFor();
  await seeChat("chat-form");
  await inside(chat.start).click();
  await tess.reads(chat.emailMissing);
  await seeChat("chat-form-errors");
  await tess.fillForm(said.name, said.email, said.subject, said.body);
  await tess.sees(said.body);
  await tess.reads(chat.waiting);
  await seeChat("chat-waiting");

  await page.goto(stack.url + "/inbox/unassigned");
  await anna.row(said.subject).first().waitFor();
  await see({ name: "list", page });
  await anna.row(said.subject).first().click();
  await anna.reads(words.standing.joined);
  await anna.reply(said.reply);
  await page.getByText(words.composer.note, { exact: true }).click();
  const note = page.getByRole("textbox", { name: words.composer.note });
  await note.fill(said.note);
  await note.press("Enter");
  await anna.sees(said.body, said.reply, said.note);
  await tess.sees(said.body, said.reply);
  await tess.composer.pressSequentially("O");
  await anna.reads(words.typing.customer.replace("{{name}}", said.name));
  await see({ name: "ticket", page });
  await seeChat("chat-conversation");
  const files = [png("IMG_20261122_a-very-long-file-name-from-a-camera-1.png", 900, 1200), pdf("Document 2.pdf")];
  await tess.attach(...onDisk(...files));
  await seeChat("chat-files-added");
  await tess.composer.press("Enter");
  await tess.seesPicture(files[0]!.name);
  await seeChat("chat-files");
  await anna.seesPicture(files[0]!.name);
  await anna.attach(png("reply-3.png", 60, 40));
  await see({ name: "ticket-files", page });
  await anna.picture(files[0]!.name).click();
  await page.getByRole("dialog").locator("img[data-state=shown]").waitFor();
  await see({ name: "ticket-picture", page });
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await button(words.ticket.more).click();
  await page.getByRole("menu").waitFor();
  await see({ name: "ticket-menu", page });
  await page.keyboard.press("Escape");
  if (looks.phone) {
    await button(words.ticket.facts).click();
    await page.getByRole("dialog").getByText(said.email).waitFor();
    await see({ name: "ticket-facts", page });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await button(words.menu.open).click();
    await page.getByRole("dialog").getByText(words.view.mine).waitFor();
    await see({ name: "navigation", page });
  }
  await page.getByRole("button", { name: new RegExp(words.menu.agent) }).click();
  await page.getByRole("menuitem", { name: words.menu.logout }).waitFor();
  await see({ name: "agent-menu", page });

  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test", looks);
  meet?.(piotr.page);
  await piotr.page.goto(page.url());
  await piotr.reads(words.standing.taken.replace("{{name}}", "Anna Kowalska"));
  await see({ name: "ticket-taken", page: piotr.page });
  await piotr.page.getByRole("button", { name: words.takeover.button }).click();
  await piotr.page.getByRole("dialog").getByText(words.takeover.title).waitFor();
  await see({ name: "takeover", page: piotr.page });
  await piotr.page.goto(stack.url + "/inbox/nowhere");
  await piotr.reads(words.notFound.title);
  await see({ name: "not-found", page: piotr.page });

  await tess.context.setOffline(true);
  await tess.reads(chat.offline);
  await seeChat("chat-offline");
  await tess.context.setOffline(false);
  await tess.frame.getByText(chat.offline).waitFor({ state: "detached" });
  await inside(chat.end).click();
  await tess.reads(chat.endAsk);
  await seeChat("chat-end-question");
  await tess.frame.getByRole("alertdialog").getByRole("button", { name: chat.endYes, exact: true }).click();
  await tess.reads(chat.closedByCustomer);
  await inside(chat.again).waitFor();
  await seeChat("chat-ended");
  await page.goto(page.url());
  await anna.reads(words.operation.closed.customer);
  await see({ name: "ticket-closed", page });

  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test", looks);
  meet?.(admin.page);
  await admin.page.goto(stack.url + "/inbox/rules");
  await admin.reads(words.rules.template.angry.name);
  await see({ name: "rules", page: admin.page });
  await admin.page.getByText(words.rules.template.angry.name).click();
  await admin.page.locator("[data-kind=sentiment]").waitFor();
  await see({ name: "rule-editor", page: admin.page });
  await admin.page.goto(stack.url + "/inbox/settings/mail");
  await admin.reads(words.settings.mail.empty.title);
  await see({ name: "settings-mail", page: admin.page });
  await admin.page.getByLabel(words.settings.mail.field.host).fill("smtp example");
  await admin.page.getByRole("button", { name: words.form.save }).click();
  await admin.page.locator("[aria-invalid=true]").first().waitFor();
  await see({ name: "settings-mail-errors", page: admin.page });

  const late = await Customer.visit(browser, stack.url + "/demo/", looks);
  meet?.(late.page);
  // The outlet is closed, whatever the hour of the test.
  await late.context.route("**/widget/demo-outlet.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/"open":true/, '"open":false') });
  });
  await late.page.goto(stack.url + "/demo/outlet/");
  await late.open();
  await late.reads(chat.closedNow);
  await seeChat("chat-after-hours", late);
  await Promise.all([anna, magda, piotr, tess, admin, late].map((each) => each.context.close()));
}
