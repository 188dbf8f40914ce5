about    MX of a personal mailbox at Microsoft, in a domain that no table has
address  jo@hotmail.example
dns      hotmail.example        MX  2 hotmail-example.olc.protection.outlook.com
dns      outlook.office365.com  A   198.51.100.1
dns      smtp-mail.outlook.com  A   198.51.100.1
expect   imap+tls://jo@hotmail.example@outlook.office365.com:993 smtp+starttls://jo@hotmail.example@smtp-mail.outlook.com:587 mx unverified
issuer   microsoft
