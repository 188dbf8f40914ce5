about    An address below the registrable domain finds what that one publishes
address  jo@mail.uni.example
dns      autoconfig.uni.example  A  203.0.113.1
dns      imap.uni.example        A  203.0.113.2
dns      pop.uni.example         A  203.0.113.2
dns      smtp.uni.example        A  203.0.113.2
listen   203.0.113.1:443  tls autoconfig.uni.example
page     https://autoconfig.uni.example/mail/config-v1.1.xml 200 text/xml uni.xml
expect   imap+tls://jo@mail.uni.example@imap.uni.example:993 smtp+tls://jo@mail.uni.example@smtp.uni.example:465 autoconfig authenticated
