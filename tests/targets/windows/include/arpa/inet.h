/* Its declarations are in winsock2.h. */
