about    MX at Google Workspace, nothing else: recognised without a fetch
address  jo@example.org
dns      example.org     MX  10 alt1.aspmx.l.google.com
dns      example.org     MX  1 aspmx.l.google.com
dns      imap.gmail.com  A   198.51.100.1
dns      smtp.gmail.com  A   198.51.100.1
dns      pop.gmail.com   A   198.51.100.1
expect   imap+tls://jo@example.org@imap.gmail.com:993 smtp+tls://jo@example.org@smtp.gmail.com:465 mx unverified
issuer   google
evidence MX of example.org is aspmx.l.google.com
hint     admin
not-asked google
within   5000
