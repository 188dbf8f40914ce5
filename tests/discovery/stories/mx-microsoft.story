about    MX at Microsoft 365
address  jo@example.org
dns      example.org            MX  0 example-org.mail.protection.outlook.com
dns      outlook.office365.com  A   198.51.100.1
dns      smtp.office365.com     A   198.51.100.1
expect   imap+tls://jo@example.org@outlook.office365.com:993 smtp+starttls://jo@example.org@smtp.office365.com:587 mx unverified
expect   pop3+tls://jo@example.org@outlook.office365.com:995 smtp+starttls://jo@example.org@smtp.office365.com:587 mx unverified
issuer   microsoft
hint     oauth2-only
