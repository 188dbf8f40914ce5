about    A document without encryption loses against usual names that have it
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.2:993  tls imap.example.org
listen   203.0.113.3:465  tls smtp.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml plain-only.xml delay=300
expect   imap+tls://imap.example.org:993 smtp+tls://smtp.example.org:465 guess guessed
expect   imap+plain://jo@example.org@imap.example.org:143 smtp+plain://jo@example.org@smtp.example.org:25 autoconfig authenticated
