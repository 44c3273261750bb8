// What the app sends to the bell and to the notice board.

export const item = (id, special = {}) => ({
  id,
  title: `Item ${id}`,
  text: `Text ${id}`,
  at: 0,
  level: "warning",
  event: "new_ticket",
  link: `/tickets/${id}`,
  is_read: false,
  ...special,
});

export const bell = (rev, items, special = {}) => ({
  rev,
  items,
  unread: items.filter((each) => !each.is_read).length,
  ...special,
});

export const notice = (id, special = {}) => ({
  id,
  subject: "arrivals",
  title: `Notice ${id}`,
  text: "",
  level: "warning",
  ...special,
});
