about    Letters that hide or turn round what stands beside them are shown to nobody
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      pop.example.org         A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml strange-words.xml
expect   pop3+tls://pop.example.org:995 smtp+tls://smtp.example.org:465 autoconfig authenticated
only
field    Customer number 2J ?
documentation https://example.org/help
