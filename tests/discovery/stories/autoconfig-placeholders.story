about    All placeholders, in hosts and in user names
address  jo.doe@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.2
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml placeholders.xml
expect   imap+tls://jo.doe@example.org:993 smtp+starttls://jo.doe@example.org@smtp.example.org:587 autoconfig authenticated
expect   pop3+tls://jo.doe.example.org@pop.example.org:995 smtp+starttls://jo.doe@example.org@smtp.example.org:587 autoconfig authenticated
only
