about    A provider of the bundled table: nothing is asked at all
address  jo@hotmail.com
dns      *.com  silent
expect   imap+tls://jo@hotmail.com@outlook.office365.com:993 smtp+starttls://jo@hotmail.com@smtp-mail.outlook.com:587 providers built-in
expect   pop3+tls://jo@hotmail.com@outlook.office365.com:995 smtp+starttls://jo@hotmail.com@smtp-mail.outlook.com:587 providers built-in
only
issuer   microsoft
hint     oauth2-only
hint     enable-imap
within   3800
