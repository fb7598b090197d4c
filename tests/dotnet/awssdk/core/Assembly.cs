// A stand-in for AWSSDK.Core, of which the bridge is compiled against version 3.7 and run with 3.7 and 4 (AWSSDK_V4): its public
// signatures as far as the bridge and its users meet them, and a client that asks for credentials, tries again and tells of
// failures as the SDK's does. Name, version and public key (../public-key.txt, PublicKeyToken=885c28607f98e604) are the real ones;
// the signature is not there, which nobody else can make.
using System.Reflection;

#if AWSSDK_V4
[assembly: AssemblyVersion("4.0.0.0")]
#else
[assembly: AssemblyVersion("3.3.0.0")]
#endif
