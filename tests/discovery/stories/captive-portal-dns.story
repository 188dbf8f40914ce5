about    A portal's name server answers for every name, also for those that cannot exist
address  jo@example.org
dns      *.org                   A  10.1.1.1
dns      *.net                   A  10.1.1.1
dns      *.invalid               A  10.1.1.1
listen   10.1.1.1:80   plain
listen   10.1.1.1:443  self-signed portal.test
page     http://autoconfig.example.org/mail/config-v1.1.xml 200 text/html portal.html
page     http://example.org/.well-known/autoconfig/mail/config-v1.1.xml 200 text/html portal.html
error    captive-portal
