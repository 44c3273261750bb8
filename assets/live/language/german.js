window.language.catalogue = {
  texts: {
    Tickets: "Tickets",
    Settings: "Einstellungen",
    "All open": "Alle offenen",
    "My tickets": "Meine Tickets"
  },
  sentences: {}
};
