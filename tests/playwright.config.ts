/** The portal in a real browser, at the width of a desk and of a phone, against whole clinics of its own. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../infra/local/browser.ts';
import { portal } from './support/portal.ts';

const CACHE = fileURLToPath(new URL('../.cache', import.meta.url));
const { executablePath, args } = await findBrowser();
const baseURL = portal()?.web;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: `${CACHE}/playwright`,
  globalSetup: './support/portal.ts',
  // Each worker has a clinic of its own, so that the files of one do not see what those of the other do.
  workers: 2,
  // A busy machine takes many times as long as a free one; what hangs is ended by the wait for a condition.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter:
    process.env.CI === undefined ? 'list' : [['list'], ['json', { outputFile: `${CACHE}/playwright.json` }]],
  use: {
    ...(baseURL === undefined ? {} : { baseURL }),
    actionTimeout: 30_000,
    // Contrast is measured on what stays, not on what fades in.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace films the page, which costs a third of the time; on a CI machine its file is gone with the machine.
    trace: process.env.CI === undefined ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: { args, ...(executablePath === undefined ? {} : { executablePath }) },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 900 } } },
    {
      name: 'phone',
      // Once is enough for what does not depend on the width of the screen, or sets it, and for what an admin does at a
      // desk: widths.spec.ts looks at every page between 320 and 1,440 px.
      grepInvert: /@any-width/,
      testIgnore: [
        'portal/{attacks,dialogs,direction,drafts,keyboard,policy,session,sign-in-again,start,unreachable,weight}.spec.ts',
        'portal/{account,archive,attention,audit,credit-notes,payouts,people,search,settings}.spec.ts',
      ],
      use: { viewport: { width: 375, height: 812 }, hasTouch: true },
    },
  ],
});
