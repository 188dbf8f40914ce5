about    The domain says that it offers nothing
address  jo@example.org
dns      example.org                    A    203.0.113.9
dns      _imap._tcp.example.org         SRV  0 0 0 .
dns      _imaps._tcp.example.org        SRV  0 0 0 .
dns      _pop3._tcp.example.org         SRV  0 0 0 .
dns      _pop3s._tcp.example.org        SRV  0 0 0 .
dns      _submission._tcp.example.org   SRV  0 0 0 .
only
