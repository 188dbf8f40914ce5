about    Version 2 says that the mailbox is at Microsoft 365
address  jo@example.org
dns      autodiscover.example.org  A  203.0.113.1
dns      outlook.office365.com     A  198.51.100.1
dns      smtp.office365.com        A  198.51.100.1
listen   203.0.113.1:443  tls autodiscover.example.org
page     https://autodiscover.example.org/autodiscover/autodiscover.json?Email=jo%40example.org&Protocol=AutodiscoverV1 200 application/json v2-microsoft.json
expect   imap+tls://jo@example.org@outlook.office365.com:993 smtp+starttls://jo@example.org@smtp.office365.com:587 autodiscover authenticated
issuer   microsoft
not-asked office365
