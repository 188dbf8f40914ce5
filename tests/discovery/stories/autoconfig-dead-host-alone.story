about    Nothing else is known: the gone hosts are shown, and said to be gone
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml
expect   imap+tls://jo@example.org@imap.hoster.test:993 smtp+tls://jo@example.org@smtp.hoster.test:465 autoconfig authenticated
evidence no such host: imap.hoster.test
