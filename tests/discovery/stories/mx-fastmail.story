about    MX at Fastmail
address  jo@example.org
dns      example.org        MX  10 in1-smtp.messagingengine.com
dns      imap.fastmail.com  A   198.51.100.1
dns      pop.fastmail.com   A   198.51.100.1
dns      smtp.fastmail.com  A   198.51.100.1
expect   imap+tls://jo@example.org@imap.fastmail.com:993 smtp+tls://jo@example.org@smtp.fastmail.com:465 mx unverified
hint     app-password
