about    A document that names hosts which are gone falls behind
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      mail.example.org        A  203.0.113.2
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.2:993  tls mail.example.org
listen   203.0.113.2:465  tls mail.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml delay=200
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 guess guessed
