using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// What an assembly must keep to, so that ahead-of-time compilers (IL2CPP, Xamarin.iOS) and trimming take it. Each
/// violation begins with its rule.
/// </summary>
internal sealed class Rules
{
    internal const string Reflection = "reflection";
    internal const string Import = "import";
    internal const string Callback = "callback";

    private const string ThrowsIntoNativeCode = "can throw into native code: its body is not one try with catch (Exception)";
    private const int MostCallbackTypes = 9;
    private const string ImportClass = "CognitoNative.NativeMethods";
    // Not in Unity's builds, and does nothing without Windows.
    private const string WindowsClass = "CognitoNative.WindowsLibrary";

    private static readonly string[] RefusedNamespaces =
    {
        "System.Reflection", "System.Linq.Expressions", "System.Dynamic", "Microsoft.CSharp"
    };

    private static readonly string[] RefusedMembers =
    {
        "System.Type::GetType", "System.Type::MakeGenericType", "System.Type::InvokeMember",
        "System.AppDomain::CreateInstance", "System.Delegate::CreateDelegate", "System.Delegate::DynamicInvoke"
    };

    private static readonly HashSet<MetadataType> Blittable = new HashSet<MetadataType>
    {
        MetadataType.Void, MetadataType.SByte, MetadataType.Byte, MetadataType.Int16, MetadataType.UInt16,
        MetadataType.Int32, MetadataType.UInt32, MetadataType.Int64, MetadataType.UInt64, MetadataType.Single,
        MetadataType.Double, MetadataType.IntPtr, MetadataType.UIntPtr, MetadataType.Pointer, MetadataType.FunctionPointer
    };

    // Of what only .NET's assemblies have: where an assembly lies, and who looks for its library.
    private const string AllowedOnDotNet = "System.Reflection.Assembly";

    private readonly List<string> _violations = new List<string>();
    private readonly ModuleDefinition _module;
    private readonly HashSet<string> _callbackTypes;

    private Rules(ModuleDefinition module)
    {
        _module = module;
        _callbackTypes = new HashSet<string>(
            module.GetTypes().Where(IsCallbackType).Select(one => one.FullName));
    }

    internal static List<string> Violations(string path)
    {
        using (ModuleDefinition module = ModuleDefinition.ReadModule(path))
        {
            var rules = new Rules(module);
            rules.CheckReflection();
            rules.CheckCallbackTypes();
            foreach (MethodDefinition method in module.GetTypes().SelectMany(one => one.Methods).ToList())
            {
                rules.CheckImport(method);
                rules.CheckDelegates(method);
            }
            return rules._violations;
        }
    }

    private void CheckReflection()
    {
        bool isDotNet = _module.AssemblyReferences.Any(one => one.Name == "System.Runtime");
        foreach (TypeReference type in _module.GetTypeReferences())
        {
            // The compiler itself writes some attributes of that namespace.
            bool isAttribute = type.Namespace == "System.Reflection" && type.Name.EndsWith("Attribute", StringComparison.Ordinal);
            bool isRefused = RefusedNamespaces.Any(one => (type.Namespace + ".").StartsWith(one + ".", StringComparison.Ordinal));
            bool isAllowed = isDotNet && type.FullName == AllowedOnDotNet;
            if (type.FullName == "System.Activator" || (isRefused && !isAttribute && !isAllowed))
            {
                Add(Reflection, _module.Name, "refers to " + type.FullName);
            }
        }
        foreach (MemberReference member in _module.GetMemberReferences())
        {
            string name = member.DeclaringType.FullName + "::" + member.Name;
            // Type.GetTypeFromHandle is typeof, and harmless.
            if (RefusedMembers.Any(one => name == one))
            {
                Add(Reflection, _module.Name, "refers to " + name);
            }
        }
    }

    private void CheckCallbackTypes()
    {
        if (_callbackTypes.Count > MostCallbackTypes)
        {
            Add(Callback, _module.Name, "has " + _callbackTypes.Count + " callback types, not " + MostCallbackTypes + " at most");
        }
    }

    private void CheckImport(MethodDefinition method)
    {
        if (!method.IsPInvokeImpl)
        {
            return;
        }
        if (method.DeclaringType.FullName != ImportClass && method.DeclaringType.FullName != WindowsClass)
        {
            Add(Import, method.FullName, "is not in " + ImportClass);
        }
        // That it is not generic is what compilers see to (CS7042).
        if (!method.IsPreserveSig || method.PInvokeInfo.SupportsLastError)
        {
            Add(Import, method.FullName, "has its result or error number translated");
        }
        if (!IsBlittable(method.ReturnType) || method.MethodReturnType.HasMarshalInfo)
        {
            Add(Import, method.FullName, "returns " + method.ReturnType.FullName);
        }
        foreach (ParameterDefinition one in method.Parameters)
        {
            bool isCallback = _callbackTypes.Contains(one.ParameterType.FullName);
            if (one.HasMarshalInfo || !(isCallback || IsBlittable(one.ParameterType)))
            {
                Add(Import, method.FullName, "takes " + one.ParameterType.FullName + " " + one.Name);
            }
        }
    }

    private bool IsBlittable(TypeReference type)
    {
        if (Blittable.Contains(type.MetadataType))
        {
            return true;
        }
        TypeDefinition own = type as TypeDefinition;
        return own != null && own.IsValueType && own.Module == _module && !own.HasGenericParameters
            && own.Fields.All(one => one.IsStatic || (!one.HasMarshalInfo && IsBlittable(one.FieldType)));
    }

    // Wherever a delegate is made that native code may call, or a pointer to one.
    private void CheckDelegates(MethodDefinition method)
    {
        if (!method.HasBody)
        {
            return;
        }
        foreach (Instruction instruction in method.Body.Instructions)
        {
            var called = instruction.Operand as MethodReference;
            if (called == null)
            {
                continue;
            }
            if (instruction.OpCode == OpCodes.Ldftn && instruction.Next.OpCode != OpCodes.Newobj)
            {
                CheckPointer(method, called as MethodDefinition);
            }
            if (called.DeclaringType.FullName == "System.Runtime.InteropServices.Marshal"
                && called.Name == "GetFunctionPointerForDelegate")
            {
                Add(Callback, method.FullName, "makes a pointer from a delegate");
            }
            if (instruction.OpCode == OpCodes.Newobj && _callbackTypes.Contains(called.DeclaringType.FullName))
            {
                CheckTarget(method, called.DeclaringType.FullName, instruction.Previous);
                CheckHolder(method, instruction.Next);
            }
        }
    }

    private void CheckPointer(MethodDefinition taker, MethodDefinition target)
    {
        if (target == null || target.CustomAttributes.All(one => one.AttributeType.Name != "UnmanagedCallersOnlyAttribute"))
        {
            Add(Callback, taker.FullName, "takes a pointer to what native code cannot call");
        }
        else if (!CatchesEverything(target.Body))
        {
            Add(Callback, target.FullName, ThrowsIntoNativeCode);
        }
    }

    private void CheckTarget(MethodDefinition maker, string callbackType, Instruction load)
    {
        var target = load.OpCode == OpCodes.Ldftn ? load.Operand as MethodDefinition : null;
        if (target == null || !target.IsStatic || target.HasGenericParameters || target.DeclaringType.HasGenericParameters)
        {
            Add(Callback, maker.FullName, "makes a delegate of what is no static method without type parameters: " + load);
            return;
        }
        CustomAttribute mark = target.CustomAttributes.FirstOrDefault(
            one => one.AttributeType.Name == "MonoPInvokeCallbackAttribute");
        if (mark == null)
        {
            Add(Callback, target.FullName, "has no MonoPInvokeCallbackAttribute");
        }
        else if (((TypeReference)mark.ConstructorArguments[0].Value).FullName != callbackType)
        {
            Add(Callback, target.FullName, "is marked for another type than " + callbackType);
        }
        if (!CatchesEverything(target.Body))
        {
            Add(Callback, target.FullName, ThrowsIntoNativeCode);
        }
    }

    private void CheckHolder(MethodDefinition maker, Instruction store)
    {
        // mcs stores the delegate of a method group in a field of its own, and loads it from there.
        if (store.OpCode == OpCodes.Stsfld && ((FieldReference)store.Operand).Name.StartsWith("<", StringComparison.Ordinal)
            && store.Next.OpCode == OpCodes.Ldsfld && store.Next.Operand == store.Operand)
        {
            store = store.Next.Next;
        }
        var field = store.OpCode == OpCodes.Stsfld ? (FieldReference)store.Operand : null;
        if (field == null || !field.Resolve().IsInitOnly)
        {
            Add(Callback, maker.FullName, "makes a delegate that no static readonly field keeps alive");
        }
    }

    private static bool CatchesEverything(MethodBody body)
    {
        Instruction first = body.Instructions.First(one => one.OpCode != OpCodes.Nop);
        return body.ExceptionHandlers.Any(one => one.HandlerType == ExceptionHandlerType.Catch
            && (one.CatchType.FullName == "System.Exception" || one.CatchType.FullName == "System.Object")
            && one.TryStart.Offset <= first.Offset);
    }

    private static bool IsCallbackType(TypeDefinition type)
    {
        return type.BaseType != null && type.BaseType.FullName == "System.MulticastDelegate"
            && type.CustomAttributes.Any(one => one.AttributeType.Name == "UnmanagedFunctionPointerAttribute");
    }

    private void Add(string rule, string where, string what)
    {
        _violations.Add(rule + ": " + where + " " + what);
    }
}
