"""Getting mails and messages out: kept in the store first, tried until they are through."""
