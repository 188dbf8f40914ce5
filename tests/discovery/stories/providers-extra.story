about    A row of the second table, confirmed by nobody
address  jo@riseup.net
expect   imap+tls://jo@riseup.net@mail.riseup.net:993 smtp+tls://jo@riseup.net@mail.riseup.net:465 providers built-in
evidence providers-extra.ini
