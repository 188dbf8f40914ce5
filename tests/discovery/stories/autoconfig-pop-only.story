about    A provider with POP3 alone
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml pop-only.xml
expect   pop3+tls://jo@example.org@pop.example.org:995 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
only
