about    Only an autoconfig document over https
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
expect   pop3+tls://jo@example.org@pop.example.org:995 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
only
not-asked jo@
not-asked jo%40
within   5000
