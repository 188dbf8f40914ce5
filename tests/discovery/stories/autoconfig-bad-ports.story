about    Impossible ports and hosts are passed over, sound ones taken
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      good.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml bad-ports.xml
expect   imap+tls://jo@example.org@good.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
only
