// The shipped modules that take what comes over the wire; each played browser has them with a state of its own.
import {
  isBehind,
  receivePage,
  receivePatch,
  showWaiting,
  useAdoptedPage,
} from "../../../assets/live/list/adopted_page.js";
import { useRows } from "../../../assets/live/list/rows_on_screen.js";
import { receiveTicket, setRequestedTicket, useTicket } from "../../../assets/live/ticket/ticket.js";

expose({
  isBehind,
  receivePage,
  receivePatch,
  receiveTicket,
  setRequestedTicket,
  showWaiting,
  readPage: useAdoptedPage,
  readRows: useRows,
  readTicket: useTicket,
});
