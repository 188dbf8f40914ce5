about    MX at a large hoster whose exchangers have another name
address  jo@example.org
dns      example.org     MX  5 smtpin.rzone.de
dns      imap.strato.de  A   198.51.100.1
dns      pop3.strato.de  A   198.51.100.1
dns      smtp.strato.de  A   198.51.100.1
expect   imap+tls://jo@example.org@imap.strato.de:993 smtp+tls://jo@example.org@smtp.strato.de:465 mx unverified
