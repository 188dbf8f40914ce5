about    Offline only this machine is asked
address  jo@example.org
option   offline
dns      autoconfig.example.org  A  203.0.113.1
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
only
not-asked autoconfig
