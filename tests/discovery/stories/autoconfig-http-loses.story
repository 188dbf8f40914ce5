about    Over http a stranger's server is named; the usual names answer with good certificates
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.hoster.test        A  203.0.113.7
dns      pop.hoster.test         A  203.0.113.7
dns      smtp.hoster.test        A  203.0.113.7
dns      imap.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:80   plain
listen   203.0.113.2:993  tls imap.example.org
listen   203.0.113.3:465  tls smtp.example.org
page     http://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml
expect   imap+tls://imap.example.org:993 smtp+tls://smtp.example.org:465 guess guessed
expect   imap+tls://jo@example.org@imap.hoster.test:993 smtp+tls://jo@example.org@smtp.hoster.test:465 autoconfig unverified
