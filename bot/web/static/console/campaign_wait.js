// A count that is not ready yet: the page opens itself again until it is.

setTimeout(() => location.replace(location.href), 2000);
