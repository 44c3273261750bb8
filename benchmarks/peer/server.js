// The peer of the push: a Socket.IO server that tells everybody of a change, as the system before this one did.
// `node server.js PORT`; a page of 25 tickets greets each socket, and POST /benchmark/change/N tells all of one ticket.
import { createServer } from "node:http";
import { Server } from "socket.io";

const nanoseconds = 1e9;
const ticket = (place, subject) => ({
  sys_id: String(place).padStart(32, "0"),
  number: `INC${String(place).padStart(7, "0")}`,
  short_description: subject,
  status: "In Progress",
  priority: 3,
  category: "Network",
  assignment_group: "Network",
  assigned_to: "Ada Miller",
  source: "Phone",
  table: "incident",
  opened_at: 1767225600000,
  updated_at: 1767225600000,
});
const tickets = Array.from({ length: 25 }, (_, place) => ticket(place + 1, `Printer ${place + 1} is on fire`));

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const answer = (response, body) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
};

const http = createServer((request, response) => {
  const change = /^\/benchmark\/change\/(\d+)$/.exec(request.url);
  if (change) {
    tickets[0] = ticket(1, `Change ${change[1]} of the benchmark`);
    const committed = { committed_at: Number(process.hrtime.bigint()) / nanoseconds, cpu_seconds: cpuSeconds() };
    io.emit("ticket_update", { type: "updated_ticket", ticket: tickets[0] });
    answer(response, committed);
  } else {
    answer(response, { cpu_seconds: cpuSeconds(), memory_bytes: process.memoryUsage().rss });
  }
});
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
io.on("connection", (socket) => socket.emit("tickets", { tickets }));
http.listen(Number(process.argv[2]), "127.0.0.1");
