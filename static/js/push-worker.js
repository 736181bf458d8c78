// Shows that there is something new, and opens the list of messages. It keeps no page and answers for none.

self.addEventListener("push", (event) => {
  const { title, body } = event.data?.json() ?? { title: "You Design", body: "There is something new for you." };
  event.waitUntil(self.registration.showNotification(title, { body, tag: "you-design", icon: "/static/img/icon.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/notices/"));
});
