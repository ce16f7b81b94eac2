# SPDX-License-Identifier: Apache-2.0
"""The item tracker's page, used as a person uses it."""
import os
import unittest

from browser import BrowserTest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

# Aurora's column has 45 characters.
LONG_NAME = "x" * (45 if os.environ["SKIFF_STORAGE"] == "aurora" else 300)


class ItemTrackerPage(BrowserTest):
    def setUp(self):
        super().setUp()
        self.browser.set_window_size(1200, 900)
        self.browser.get_log("browser")

    def open(self):
        self.browser.get(self.tracker.url + "/")
        self.settled()

    def settled(self):
        self.until(lambda: self.find("#items").get_attribute("aria-busy") == "false"
                   and not self.find("#progress").is_displayed(), "the list is loaded")

    def names(self):
        return [cell.text for cell in self.find_all("#rows th > span:first-child")]

    def shows(self, *names):
        self.until(lambda: self.names() == list(names), f"the list shows {names}")

    def tells(self, text):
        self.until(lambda: text in self.find("#notice").text, f"a notice tells {text}")

    def choose(self, filter_name):
        self.find(f"#filter input[value={filter_name}] + span").click()
        self.settled()

    def submit(self, form, **fields):
        for name, value in fields.items():
            field = self.find(f"#{form} [name={name}]")
            if field.tag_name != "select":
                field.clear()
            field.send_keys(value)
        self.find(f"#{form} [type=submit]").click()

    def test_empty_list_invites_to_add(self):
        self.open()
        self.assertEqual(self.find("#empty-text").text, "No active work items.")
        self.find("#empty-add").click()
        self.assertTrue(self.find("#item-dialog").is_displayed())

    def test_add_filter_archive_restore(self):
        self.open()
        for name in ("Grace", "Ada"):
            self.find("#open-add").click()
            self.submit("item-form", name=name, guide="Rust", description=f"Work of {name}",
                        status="new")
            self.until(lambda: not self.find("#item-dialog").is_displayed(), "the dialog closes")
        self.shows("Ada", "Grace")
        stored = {item["name"]: item for item in self.tracker.items()}
        self.assertEqual(stored["Ada"]["guide"], "rust")
        self.assertEqual(stored["Ada"]["description"], "Work of Ada")
        self.assertIs(stored["Ada"]["archived"], False)
        self.screenshot("item_tracker_list")

        self.find("#rows button[aria-label='Archive Ada']").click()
        self.shows("Grace")
        self.tells("Archived 1 item")
        self.choose("archived")
        self.shows("Ada")
        self.choose("all")
        self.shows("Ada", "Grace")
        self.find("#rows button[aria-label='Restore Ada']").click()
        self.choose("active")
        self.shows("Ada", "Grace")
        self.assertEqual(self.console_errors(), [])

    def test_archive_selected(self):
        for name in "ABC":
            self.tracker.add(name)
        self.open()
        self.assertFalse(self.find("#archive-selected").is_enabled())
        self.find("#rows input[aria-label='Select A']").click()
        self.assertEqual(self.find("#archive-selected").text, "Archive selected (1)")
        self.find("#select-all").click()
        self.find("#archive-selected").click()
        self.until(lambda: self.find("#empty").is_displayed(), "all are archived")
        self.assertEqual(len(self.tracker.items("?archived=true")), 3)

    def test_edit_sends_only_what_changed(self):
        item = self.tracker.add("Ada", description="one\ntwo", guide="fortran")
        self.open()
        self.find("#rows button[aria-label='Edit Ada']").click()
        self.assertEqual(self.find("#item-form [name=guide]").get_attribute("value"), "fortran")
        self.tracker.request("PUT", f"/api/items/{item}", {"status": "changed elsewhere"})
        self.submit("item-form", name="Ada L.")
        self.shows("Ada L.")
        stored = self.tracker.items()[0]
        self.assertEqual(stored["status"], "changed elsewhere")
        self.assertEqual(stored["description"], "one\ntwo")
        self.assertEqual(stored["guide"], "fortran")

    def test_text_is_text(self):
        evil = "<img src=x onerror=\"document.title='x'\"> 🚀&"
        self.tracker.add(evil, description="<script>document.title='stolen'</script>")
        self.open()
        self.shows(evil)
        self.assertEqual(self.browser.title, "Work items")
        self.assertEqual(self.find_all("#rows img, #rows script"), [])

    def test_missing_fields_are_named(self):
        self.open()
        self.find("#open-add").click()
        self.submit("item-form", status="x")
        message = self.find("#item-form .form-error")
        self.assertEqual(message.text, "Name is needed. Description is needed.")
        self.assertEqual(self.find("#item-form [name=name]").get_attribute("aria-invalid"), "true")
        self.assertEqual(self.run_script("return document.activeElement.name"), "name")
        self.screenshot("item_tracker_form")
        self.assertEqual(self.tracker.items(), [])

    def test_server_errors_are_shown_in_its_words(self):
        self.open()
        self.find("#open-add").click()
        self.run_script("document.querySelector('#item-form [name=description]').value = "
                        "'x'.repeat(410 * 1024)")
        self.submit("item-form", name="too large")
        message = self.until(lambda: self.find("#item-form .form-error").text, "the error is shown")
        self.assertEqual(message, "The work item is larger than the storage can keep.")
        self.assertTrue(self.find("#item-dialog").is_displayed())

    def test_lost_service_is_told_and_can_be_tried_again(self):
        self.tracker.add("Ada")
        self.open()
        self.shows("Ada")
        self.run_script("window.realFetch = window.fetch;"
                        "window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));")
        self.choose("all")
        self.until(lambda: "cannot be reached" in self.find("#error-text").text, "the error is told")
        self.screenshot("item_tracker_error")
        self.run_script("window.fetch = window.realFetch")
        self.find("#error-retry").click()
        self.until(lambda: not self.find("#error").is_displayed(), "the error goes")
        self.shows("Ada")

    def test_archiving_an_item_that_is_gone_is_told(self):
        self.tracker.add("Ada")
        self.open()
        self.run_script("const real = window.fetch; window.fetch = (path, request) => "
                        "real(path.replace(/items\\/[^:]+:/, 'items/gone:'), request)")
        self.find("#rows button[aria-label='Archive Ada']").click()
        self.until(lambda: "There is no such work item." in self.find("#error-text").text,
                   "the service's words are shown")
        self.settled()
        self.shows("Ada")

    def test_double_click_adds_once(self):
        self.open()
        self.find("#open-add").click()
        self.find("#item-form [name=name]").send_keys("once")
        self.find("#item-form [name=description]").send_keys("once")
        self.run_script("const form = document.querySelector('#item-form');"
                        "form.requestSubmit(); form.requestSubmit();")
        self.shows("once")
        self.assertEqual(len(self.tracker.items()), 1)

    def test_late_answer_does_not_replace_the_newer_one(self):
        self.tracker.add("active")
        self.tracker.add("old", archived=True)
        self.open()
        self.run_script("const real = window.fetch; window.fetch = async (path, request) => {"
                        "if (path === 'api/items') await new Promise((done) => setTimeout(done, 700));"
                        "return real(path, request); }")
        self.find("#filter input[value=all] + span").click()
        self.choose("archived")
        self.shows("old")
        self.run_script("return new Promise((done) => setTimeout(done, 1000))")
        self.shows("old")

    def test_small_report_arrives(self):
        self.tracker.add("Ada", description="a < b")
        self.open()
        self.send_report("you@example.org")
        self.find("#open-mail").click()
        view = self.until(lambda: self.find("#mail-view dl"), "the mail is shown")
        self.assertIn("you@example.org", view.text)
        self.assertIn("a < b", self.find("#mail-view pre").text)
        self.browser.switch_to.frame(self.find("#mail-view iframe"))
        self.assertIn("a < b", self.find("table").text)
        self.assertIn("Snapshot of 1 active work items", self.find("body").text)
        self.browser.switch_to.default_content()
        self.screenshot("item_tracker_mail")
        self.assertEqual(self.console_errors(), [])

    def test_large_report_has_an_attachment(self):
        for number in range(11):
            self.tracker.add(f"item {number}", description="comma, \"quote\", ü 🚀")
        self.open()
        self.send_report("you@example.org")
        self.find("#open-mail").click()
        link = self.until(lambda: self.find("#mail-view a[download='work_items.csv']"),
                          "the attachment is offered")
        self.assertIn("work_items.csv", link.text)
        table = self.find("#mail-view pre").text.split("\n")
        self.assertEqual(table[0], "Description,Guide,Status,User name,Archived")
        self.assertEqual(len(table), 12)
        self.assertIn("\"comma, \"\"quote\"\", ü 🚀\",cpp,,item ", table[1])

    def send_report(self, recipient):
        self.find("#open-report").click()
        self.submit("report-form", email=recipient)
        self.until(lambda: not self.find("#report-dialog").is_displayed(), "the report is sent")
        self.tells(recipient)

    def test_report_needs_one_address(self):
        self.open()
        self.find("#open-report").click()
        self.submit("report-form", email="nobody")
        self.assertEqual(self.find("#report-form .form-error").text,
                         "Recipient is not a mail address.")
        # What the page lets through, the service still refuses, and its words are shown.
        self.run_script("document.querySelector('#report-form [name=email]').type = 'text'")
        self.submit("report-form", email="a@b.c, d@e.f")
        self.until(lambda: "email" in self.find("#report-form .form-error").text,
                   "the service's refusal is shown")
        self.assertEqual(self.tracker.request("GET", "/local/outbox"), [])

    def test_keyboard_alone_adds_and_archives(self):
        self.open()

        def press(*keys):
            ActionChains(self.browser).send_keys(*keys).perform()

        def focused():
            return self.run_script("return document.activeElement.id")

        for _ in range(20):
            press(Keys.TAB)
            if focused() == "open-add":
                break
        self.assertEqual(focused(), "open-add")
        press(Keys.ENTER)
        press("Ada", Keys.TAB, "C", Keys.TAB, "Everything by keyboard", Keys.TAB, "new", Keys.ENTER)
        self.shows("Ada")
        self.assertEqual(focused(), "open-add")
        for _ in range(20):
            press(Keys.TAB)
            if self.run_script("return document.activeElement.ariaLabel") == "Archive Ada":
                break
        press(Keys.SPACE)
        self.until(lambda: self.find("#empty").is_displayed(), "the item is archived")
        self.until(lambda: focused() == "empty-add", "the keyboard is led on")
        self.assertEqual(len(self.tracker.items("?archived=true")), 1)

    def test_escape_closes_a_dialog(self):
        self.open()
        self.find("#open-report").click()
        ActionChains(self.browser).send_keys(Keys.ESCAPE).perform()
        self.until(lambda: not self.find("#report-dialog").is_displayed(), "the dialog closes")

    def test_controls_have_names(self):
        self.tracker.add("Ada")
        self.open()
        nameless = self.run_script(
            "return [...document.querySelectorAll('button, input, select, textarea, iframe')]"
            ".filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length || e.title))"
            ".map((e) => e.outerHTML)")
        self.assertEqual(nameless, [])

    def test_fits_a_phone(self):
        self.tracker.add("Ada", description="word " * 60)
        self.tracker.add(LONG_NAME, status="unbroken" * 40)
        for scheme in ("light", "dark"):
            self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True})
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            self.open()
            self.shows("Ada", LONG_NAME)
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 360)
            low = self.run_script(
                "return [...document.querySelectorAll('button')].filter((e) => e.offsetHeight && "
                "e.offsetHeight < 40).map((e) => e.textContent)")
            self.assertEqual(low, [])
            rows = self.run_script("return ['.actions', '.segments'].map((s) => new Set("
                                   "[...document.querySelectorAll(s + ' button, ' + s + ' span')]"
                                   ".map((e) => e.offsetTop)).size)")
            self.assertEqual(rows, [1, 1], "buttons side by side")
            self.screenshot(f"item_tracker_phone_{scheme}")
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def test_text_has_contrast(self):
        self.tracker.add("Ada", status="new")
        for scheme in ("light", "dark"):
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            self.open()
            self.assertEqual(self.run_script(CONTRAST), [], scheme)
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


# Elements whose own text has a contrast below 4.5 (WCAG 2.1, 1.4.3); what is disabled is exempt.
CONTRAST = """
const rgb = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
  .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (e) => {
  for (; e; e = e.parentElement) {
    const colour = rgb(getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
return [...document.querySelectorAll('body *')]
  .filter((e) => e.offsetHeight > 1 && !e.closest(':disabled, .unseen, .skip, .notice')
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((e) => {
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    return [e.textContent.trim(), (a + 0.05) / (b + 0.05)];
  })
  .filter(([, contrast]) => contrast < 4.5);
"""

if __name__ == "__main__":
    unittest.main()
