about    In clear only the way to Microsoft is learnt, and marked
address  jo@example.org
dns      autodiscover.example.org  A  203.0.113.1
dns      outlook.office365.com     A  198.51.100.1
dns      smtp.office365.com        A  198.51.100.1
listen   203.0.113.1:80  plain
page     http://autodiscover.example.org/autodiscover/autodiscover.xml redirect https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml
expect   imap+tls://jo@example.org@outlook.office365.com:993 smtp+starttls://jo@example.org@smtp.office365.com:587 autodiscover unverified
not-asked jo
not-asked POST
