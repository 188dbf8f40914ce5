about    The same where DNSSEC vouches for the MX record
address  jo@example.org
dns      example.org     MX  1 aspmx.l.google.com
dns      imap.gmail.com  A   198.51.100.1
dns      smtp.gmail.com  A   198.51.100.1
dns      pop.gmail.com   A   198.51.100.1
dnssec   example.org
expect   imap+tls://jo@example.org@imap.gmail.com:993 smtp+tls://jo@example.org@smtp.gmail.com:465 mx authenticated
