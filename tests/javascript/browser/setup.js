// Loaded before all tests: each has a page of its own.
import { afterEach, beforeEach, jest } from "bun:test";
import { openPage } from "./page.js";

openPage();
// React looks at the browser once, when it is loaded: there has to be one, and one that knows of input.
document.oninput = null;
const { clear } = await import("./drawn.js");

beforeEach(() => openPage());

afterEach(() => {
  clear();
  jest.restoreAllMocks();
  jest.clearAllTimers();
  jest.useRealTimers();
});
