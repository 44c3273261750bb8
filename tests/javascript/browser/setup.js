// Loaded before all tests: each has a page of its own.
import { afterEach, beforeEach, jest } from "bun:test";
import { clear } from "./drawn.js";
import { openPage } from "./page.js";

openPage();

beforeEach(() => openPage());

afterEach(() => {
  clear();
  jest.restoreAllMocks();
  jest.clearAllTimers();
  jest.useRealTimers();
});
